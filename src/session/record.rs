//! Owns what the vault keeps for one linked service: the tokens and the facts learnt when they were exchanged.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::imanage::oauth::TokenAnswer;
use crate::text::secret::Secret;

/// Renewal happens this long before the end of an access token's life, or a tenth of the life if that is less (CONTRACT 7).
const LEEWAY: Duration = Duration::from_secs(60);

/// The longest life believed of a token; a longer `expires_in` is taken as this (a century would overflow sums of time).
const LONGEST_LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// iManage's default of `Refresh Token Expiry` (`reference/imanage-api.md` section 2.8).
const REFRESH_LIFE: Duration = Duration::from_secs(365 * 24 * 3600);

/// The tokens of a linked service and what is known about them. Sealed in the vault as a JSON text.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    pub access_token: Secret,
    pub refresh_token: Option<Secret>,
    pub facts: LinkFacts,
}

/// The part of a record that is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFacts {
    /// The grant that made the link, as RFC 6749 spells it.
    pub grant: String,
    pub scope: Option<String>,
    /// When the link was made.
    pub linked_at: Timestamp,
    /// When the present access token was issued.
    pub obtained_at: Timestamp,
    /// When the present access token ends; `None` where the server did not say.
    pub expires_at: Option<Timestamp>,
    /// When the refresh token was issued; `None` where there is none.
    #[serde(default)]
    pub refresh_token_since: Option<Timestamp>,
    /// When the refresh token ends, where the server said so.
    #[serde(default)]
    pub refresh_token_until: Option<Timestamp>,
    /// How often the tokens were renewed since the link was made.
    pub renewals: u64,
    /// The iManage customer id that `/api` reported.
    pub customer_id: Option<u64>,
    /// The API's own address that `/api` reported.
    pub api_url: Option<String>,
    /// The user the token acts as.
    pub user: Option<String>,
    pub preferred_library: Option<String>,
}

/// When a refresh token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshTokenEnd {
    /// As the server said.
    Told(Timestamp),
    /// As iManage's default has it.
    ByDefault(Timestamp),
}

/// A record that opened but holds something else than a record.
#[derive(Debug, thiserror::Error)]
#[error("the vault's record holds something that is no token record")]
pub struct RecordError;

/// The sealed JSON. Reading errors are never shown: they may quote the text.
#[derive(Serialize)]
struct Written<'a> {
    access_token: &'a str,
    refresh_token: Option<&'a str>,
    #[serde(flatten)]
    facts: &'a LinkFacts,
}

#[derive(Deserialize)]
struct Read {
    access_token: String,
    refresh_token: Option<String>,
    #[serde(flatten)]
    facts: LinkFacts,
}

impl LinkRecord {
    /// Makes the record of a fresh exchange.
    pub fn of_exchange(answer: TokenAnswer, grant: &str, now: Timestamp) -> Self {
        let facts = LinkFacts {
            grant: grant.to_owned(),
            scope: answer.scope,
            linked_at: now,
            obtained_at: now,
            expires_at: end_of_life(answer.expires_in, now),
            refresh_token_since: answer.refresh_token.as_ref().map(|_| now),
            refresh_token_until: answer
                .refresh_token
                .as_ref()
                .and_then(|_| end_of_refresh(answer.refresh_expires_in, now)),
            renewals: 0,
            customer_id: None,
            api_url: None,
            user: None,
            preferred_library: None,
        };
        LinkRecord { access_token: answer.access_token, refresh_token: answer.refresh_token, facts }
    }

    /// Makes the record after a renewal. A refresh token that the answer does not replace stays in use
    /// (`reference/imanage-api.md` section 2.4).
    pub fn renewed(&self, answer: TokenAnswer, now: Timestamp) -> Self {
        let told = end_of_refresh(answer.refresh_expires_in, now);
        let (since, until) = match (&answer.refresh_token, &self.refresh_token) {
            (Some(_), _) => (Some(now), told),
            (None, Some(_)) => (self.facts.refresh_token_since, told.or(self.facts.refresh_token_until)),
            (None, None) => (None, None),
        };
        let facts = LinkFacts {
            scope: answer.scope.or_else(|| self.facts.scope.clone()),
            obtained_at: now,
            expires_at: end_of_life(answer.expires_in, now),
            refresh_token_since: since,
            refresh_token_until: until,
            renewals: self.facts.renewals.saturating_add(1),
            ..self.facts.clone()
        };
        LinkRecord {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token.or_else(|| self.refresh_token.clone()),
            facts,
        }
    }

    /// Takes over what was learnt of the account: customer id, API address, user, library.
    pub fn with_account(self, learnt: LinkFacts) -> Self {
        let facts = LinkFacts {
            customer_id: learnt.customer_id,
            api_url: learnt.api_url,
            user: learnt.user,
            preferred_library: learnt.preferred_library,
            ..self.facts
        };
        LinkRecord { facts, ..self }
    }

    /// Writes the record as the text that is sealed.
    pub fn to_text(&self) -> Secret {
        let written = Written {
            access_token: self.access_token.expose(),
            refresh_token: self.refresh_token.as_ref().map(Secret::expose),
            facts: &self.facts,
        };
        // Strings, numbers and times always serialize.
        Secret::new(serde_json::to_string(&written).unwrap_or_default())
    }

    /// Reads the text that was sealed.
    pub fn from_text(text: &Secret) -> Result<Self, RecordError> {
        let read: Read = serde_json::from_str(text.expose()).map_err(|_| RecordError)?;
        Ok(LinkRecord {
            access_token: Secret::new(read.access_token),
            refresh_token: read.refresh_token.map(Secret::new),
            facts: read.facts,
        })
    }
}

impl LinkFacts {
    /// Tells whether the access token should be renewed before it is used. Unknown lives are used until the server
    /// refuses; so is a token issued "in the future", where the clock was set back.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let Some(expires_at) = self.expires_at else { return false };
        let life = expires_at.duration_since(self.obtained_at).max(jiff::SignedDuration::ZERO).unsigned_abs();
        let leeway = LEEWAY.min(life / 10);
        now.saturating_add(leeway).unwrap_or(Timestamp::MAX) >= expires_at
    }

    /// Tells when the refresh token ends: as the server said, else by iManage's default (`reference/imanage-api.md` section
    /// 2.8), which firm IT may have changed.
    pub fn refresh_token_end(&self) -> Option<RefreshTokenEnd> {
        match (self.refresh_token_until, self.refresh_token_since) {
            (Some(told), _) => Some(RefreshTokenEnd::Told(told)),
            (None, Some(since)) => since.saturating_add(REFRESH_LIFE).ok().map(RefreshTokenEnd::ByDefault),
            (None, None) => None,
        }
    }
}

fn end_of_life(life: Option<Duration>, now: Timestamp) -> Option<Timestamp> {
    life.map(|life| now.saturating_add(life.min(LONGEST_LIFE)).unwrap_or(Timestamp::MAX))
}

/// A life of zero is what some servers say of a refresh token that does not end.
fn end_of_refresh(life: Option<Duration>, now: Timestamp) -> Option<Timestamp> {
    end_of_life(life.filter(|life| !life.is_zero()), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn answer(expires_in: Option<u64>, refresh_token: Option<&str>) -> TokenAnswer {
        TokenAnswer {
            access_token: Secret::new("access".into()),
            refresh_token: refresh_token.map(|text| Secret::new(text.into())),
            expires_in: expires_in.map(Duration::from_secs),
            refresh_expires_in: None,
            scope: Some("user".into()),
            token_type: Some("Bearer".into()),
        }
    }

    #[test]
    fn a_record_reads_back_as_it_was_sealed() {
        let record = LinkRecord::of_exchange(answer(Some(1800), Some("refresh")), "client_credentials", at(1000));
        let back = LinkRecord::from_text(&record.to_text()).expect("a record");
        assert_eq!(back.access_token, record.access_token);
        assert_eq!(back.refresh_token, record.refresh_token);
        assert_eq!(back.facts, record.facts);
    }

    #[test]
    fn a_text_that_is_no_record_is_refused_without_being_quoted() {
        let error = LinkRecord::from_text(&Secret::new("{\"access_token\":\"canary\"}".into())).expect_err("no record");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[test]
    fn renewal_is_due_a_minute_or_a_tenth_of_the_life_before_the_end() {
        let long = LinkRecord::of_exchange(answer(Some(1800), None), "client_credentials", at(0)).facts;
        assert!(!long.is_due(at(1739)));
        assert!(long.is_due(at(1740)));
        let short = LinkRecord::of_exchange(answer(Some(100), None), "client_credentials", at(0)).facts;
        assert!(!short.is_due(at(89)));
        assert!(short.is_due(at(90)));
    }

    #[test]
    fn odd_lives_neither_overflow_nor_renew_for_ever() {
        let unknown = LinkRecord::of_exchange(answer(None, None), "client_credentials", at(0)).facts;
        assert!(!unknown.is_due(at(1_000_000)));
        let endless = LinkRecord::of_exchange(answer(Some(u64::MAX), None), "client_credentials", at(0)).facts;
        assert!(!endless.is_due(at(1_000_000)));
        let nothing = LinkRecord::of_exchange(answer(Some(0), None), "client_credentials", at(0)).facts;
        assert!(nothing.is_due(at(0)));
    }

    #[test]
    fn a_clock_set_back_makes_no_token_due() {
        let facts = LinkRecord::of_exchange(answer(Some(1800), None), "client_credentials", at(1_000_000)).facts;
        assert!(!facts.is_due(at(0)));
        assert!(!facts.is_due(at(1_001_739)) && facts.is_due(at(1_001_740)));
        // As a vault may hold it that was written while the clock ran backwards.
        let odd = LinkFacts { expires_at: Some(at(999_999)), ..facts };
        assert!(odd.is_due(at(1_000_000)) && !odd.is_due(at(999_998)));
    }

    #[test]
    fn a_life_is_bounded_and_its_end_too() {
        let end = |seconds| LinkRecord::of_exchange(answer(Some(seconds), None), "password", at(0)).facts.expires_at;
        assert_eq!(end(LONGEST_LIFE.as_secs() - 1), Some(at(10 * 365 * 24 * 3600 - 1)));
        assert_eq!(end(1_000_000_000_000), Some(at(10 * 365 * 24 * 3600)));
        assert_eq!(end_of_life(Some(Duration::MAX), Timestamp::MAX), Some(Timestamp::MAX));
    }

    #[test]
    fn a_refresh_token_ends_as_told_else_by_default() {
        let told = |answer: TokenAnswer| LinkRecord::of_exchange(answer, "authorization_code", at(1000)).facts;
        let none = told(answer(Some(1800), None));
        assert_eq!((none.refresh_token_since, none.refresh_token_end()), (None, None));
        let with_life = |life| TokenAnswer { refresh_expires_in: life, ..answer(Some(1800), Some("r")) };
        let by_default = told(with_life(None));
        assert_eq!(by_default.refresh_token_since, Some(at(1000)));
        assert_eq!(by_default.refresh_token_end(), Some(RefreshTokenEnd::ByDefault(at(1000 + 365 * 24 * 3600))));
        assert_eq!(told(with_life(Some(Duration::ZERO))).refresh_token_end(), by_default.refresh_token_end());
        let told = told(with_life(Some(Duration::from_secs(60))));
        assert_eq!(told.refresh_token_end(), Some(RefreshTokenEnd::Told(at(1060))));
    }

    #[test]
    fn the_end_of_a_refresh_token_moves_with_what_a_renewal_says() {
        let with_life = |token, life: Option<u64>| TokenAnswer {
            refresh_expires_in: life.map(Duration::from_secs),
            ..answer(Some(1800), token)
        };
        let times = |record: &LinkRecord| (record.facts.refresh_token_since, record.facts.refresh_token_until);
        let first = LinkRecord::of_exchange(with_life(Some("one"), Some(60)), "authorization_code", at(0));
        assert_eq!(times(&first), (Some(at(0)), Some(at(60))));
        assert_eq!(times(&first.renewed(with_life(None, None), at(10))), (Some(at(0)), Some(at(60))));
        assert_eq!(times(&first.renewed(with_life(None, Some(90)), at(10))), (Some(at(0)), Some(at(100))));
        assert_eq!(times(&first.renewed(with_life(Some("two"), Some(90)), at(10))), (Some(at(10)), Some(at(100))));
        assert_eq!(times(&first.renewed(with_life(Some("two"), None), at(10))), (Some(at(10)), None));
        let without = LinkRecord::of_exchange(with_life(None, Some(60)), "authorization_code", at(0));
        assert_eq!(times(&without), (None, None));
        assert_eq!(times(&without.renewed(with_life(None, Some(60)), at(10))), (None, None));
        assert_eq!(times(&without.renewed(with_life(Some("one"), Some(60)), at(10))), (Some(at(10)), Some(at(70))));
    }

    #[test]
    fn what_is_learnt_of_the_account_goes_into_the_record_and_nothing_else_does() {
        let record = LinkRecord::of_exchange(answer(Some(1800), Some("r")), "password", at(0));
        let learnt = LinkFacts {
            customer_id: Some(7),
            api_url: Some("u".into()),
            user: Some("ADA".into()),
            preferred_library: Some("ACTIVE".into()),
            grant: "other".into(),
            expires_at: None,
            ..LinkRecord::of_exchange(answer(None, None), "other", at(9)).facts
        };
        let facts = record.clone().with_account(learnt).facts;
        assert_eq!((facts.customer_id, facts.user.as_deref()), (Some(7), Some("ADA")));
        assert_eq!((facts.api_url.as_deref(), facts.preferred_library.as_deref()), (Some("u"), Some("ACTIVE")));
        assert_eq!((facts.grant.as_str(), facts.expires_at), ("password", record.facts.expires_at));
    }

    #[test]
    fn a_record_without_the_refresh_tokens_times_is_read_too() {
        let record = LinkRecord::of_exchange(answer(Some(1800), Some("r")), "password", at(0));
        let mut value: serde_json::Value = serde_json::from_str(record.to_text().expose()).expect("JSON");
        let fields = value.as_object_mut().expect("an object");
        assert!(fields.remove("refresh_token_since").is_some() && fields.remove("refresh_token_until").is_some());
        let back = LinkRecord::from_text(&Secret::new(value.to_string())).expect("a record");
        assert_eq!(back.facts.refresh_token_end(), None);
    }

    #[test]
    fn a_renewal_keeps_a_refresh_token_that_is_not_replaced() {
        let record = LinkRecord::of_exchange(answer(Some(1800), Some("first")), "client_credentials", at(0));
        let kept = record.renewed(answer(Some(1800), None), at(10));
        assert_eq!(kept.refresh_token.as_ref().map(Secret::expose), Some("first"));
        let rotated = record.renewed(answer(Some(1800), Some("second")), at(10));
        assert_eq!(rotated.refresh_token.as_ref().map(Secret::expose), Some("second"));
        assert_eq!((rotated.facts.linked_at, rotated.facts.renewals), (at(0), 1));
    }
}

//! Owns the questions that no tool can answer from outside, as the configuration makes them be asked (`reference/operate.md` section 1).

use super::matrix;
use super::report::Confirmation;
use crate::config::{Config, Grant};
use crate::imanage::hosting::Hosting;
use crate::operate::redirect::redirect_url;

/// Where an Operate administrator configures the link.
const LINKED_SERVICES: &str = "Clio Operate: Admin > Integrations > Manage Linked Services, the service for iManage";

/// Where an iManage administrator configures the application.
const APPLICATION: &str = "iManage Control Center: Settings > Applications, the application of Clio Operate";

/// Lists the questions for a configuration; `customer_id` is the one that iManage told, if it did.
pub fn confirmations(config: &Config, customer_id: Option<u64>) -> Vec<Confirmation> {
    let service = &config.linked_service;
    let is_cloud = Hosting::of(service.base_url.host_str().unwrap_or_default()) == Hosting::Cloud;
    let mut list = Vec::new();
    let mut ask = |id: &str, question: String, look: &str| {
        list.push(Confirmation { id: id.to_owned(), question, look: look.to_owned() });
    };
    let base_url = service.base_url.as_str().trim_end_matches('/');
    ask(
        "operate.reach",
        format!("Does Clio Operate itself reach {base_url}, and not only the place this report ran from?"),
        "Clio Operate Support: the addresses that Operate comes from; the firm's network team: whether \
            firewalls and allow-lists let them in",
    );
    ask_of_registration(&mut ask, config, is_cloud, customer_id);
    ask(
        "imanage.access-list",
        "Is the application open to all users, or its access list to the account that Operate links with?".into(),
        APPLICATION,
    );
    ask(
        "imanage.secret-expiry",
        "Does the client secret expire, and who renews it before it does?".into(),
        APPLICATION,
    );
    if service.grant == Grant::ClientCredentials {
        ask(
            "imanage.refresh-token",
            "Is Allow Refresh Token set to Yes (default No), for the users who link accounts of their own?".into(),
            APPLICATION,
        );
    }
    ask(
        "operate.linked-service",
        "Are base URL, client id and preferred database the same in Operate as in the configuration of this report?"
            .into(),
        LINKED_SERVICES,
    );
    ask(
        "operate.encryption-on",
        "Is Encryption configured in Operate, with a key phrase of more than 100 characters that nobody \
            changes any more?"
            .into(),
        "Clio Operate: Launchpad > Modeller > Global Features, search for `Encryption` with Include \
            Advanced: the card has no red border",
    );
    ask(
        "operate.fallback",
        "Is Allow fallback to system tokens set as the firm wants it: may users without a link of their \
            own act as the system account?"
            .into(),
        LINKED_SERVICES,
    );
    if service.grant == Grant::AuthorizationCode {
        ask(
            "operate.keep-alive",
            "Is Keep Alive on for the linked service, so that links do not die from disuse?".into(),
            LINKED_SERVICES,
        );
    }
    ask_of_areas(&mut ask, config);
    list
}

fn ask_of_registration(
    ask: &mut impl FnMut(&str, String, &str),
    config: &Config,
    is_cloud: bool,
    customer_id: Option<u64>,
) {
    let service = &config.linked_service;
    let redirect = match &service.operate_url {
        Some(url) => format!("the redirect URL {}", redirect_url(url)),
        None => "the redirect URL (set `operate_url` to have it told here)".to_owned(),
    };
    if !is_cloud {
        ask("imanage.redirect-url", format!("Is {redirect} registered with the application?"), APPLICATION);
        return;
    }
    let customer = match customer_id.or(service.customer_id) {
        Some(id) => format!("customer id {id}"),
        None => "the firm's customer id".to_owned(),
    };
    ask(
        "imanage.registration",
        format!(
            "Are {customer} and {redirect} registered with iManage for Operate's application, and those \
                of each other environment?"
        ),
        "Clio Operate Support, who have it done by iManage: it cannot be done by the firm, and takes 24 to 48 hours",
    );
    ask(
        "operate.version",
        "Is Clio Operate of version 7.11.0 or later? Older ones need the workaround for hosted iManage.".into(),
        "Clio Operate Support",
    );
    ask(
        "imanage.network-settings",
        "If the firm restricts by address who may use iManage's cloud, are Operate's addresses among those allowed?"
            .into(),
        "iManage Control Center: Settings > Network; changes take up to four hours",
    );
}

fn ask_of_areas(ask: &mut impl FnMut(&str, String, &str), config: &Config) {
    let rows = matrix::rows(config);
    let (used, unused): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.declared);
    let is_used = |key: &str| used.iter().any(|row| row.key == key);
    if is_used("inbound-email") {
        ask(
            "operate.mailboxes",
            "Does each monitored mailbox have its target repository among the areas of this report?".into(),
            "Clio Operate: the configuration of email monitoring, Target Repository of each mailbox",
        );
    }
    let portals = ["service-requests", "client-documents"];
    if !portals.into_iter().any(is_used) {
        ask(
            "operate.portals",
            "Is it right that the firm has no client portal with documents? Else Service Requests or \
                Client Documents belong among its areas."
                .into(),
            "The scope of the project; Clio Operate: the portals that are configured",
        );
    }
    let others: Vec<String> = unused
        .into_iter()
        .filter(|row| !portals.contains(&row.key.as_str()))
        .map(|row| format!("{} (if you {})", row.title, row.required_if.unwrap_or_default()))
        .collect();
    if !others.is_empty() {
        ask(
            "operate.areas",
            format!("Is it right that these areas are not used: {}?", others.join("; ")),
            "The scope of the project: which functions of Operate the firm will use",
        );
    }
}

//! Owns telling iManage's cloud from a server of the firm's own, and old servers from those that do.

use std::fmt;

/// The domains of iManage's cloud (`reference/imanage-api.md` section 1.2).
const CLOUD: [&str; 5] =
    ["cloudimanage.com", "imanage.work", "imanagework.co.uk", "imanagework-au.com", "goimanage.com"];

/// Who runs a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// iManage does.
    Cloud,
    /// The firm does, or somebody for it.
    OnPremises,
}

impl Hosting {
    /// Tells it by the host: no field of any answer does.
    pub fn of(host: &str) -> Self {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_of =
            |domain: &&str| host.strip_suffix(*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if CLOUD.iter().any(is_of) { Hosting::Cloud } else { Hosting::OnPremises }
    }
}

/// The first two numbers of a server's version, `10.2` of `10.2.3812`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub u32, pub u32);

/// The oldest that the integration works with (the vendor's overview).
pub const OLDEST: Release = Release(10, 2);

impl Release {
    /// Reads a version. `None`: it does not begin with two numbers.
    pub fn parse(version: &str) -> Option<Self> {
        let mut numbers = version.trim().split('.').map(|number| number.parse().ok());
        Some(Release(numbers.next()??, numbers.next()??))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloud_is_told_by_the_domain_and_not_by_a_look_alike() {
        for host in ["cloudimanage.com", "firm.cloudimanage.com", "x-mobility.imanage.work", "FIRM.CLOUDIMANAGE.COM."] {
            assert_eq!(Hosting::of(host), Hosting::Cloud, "{host}");
        }
        for host in ["dms.firm.example", "notcloudimanage.com", "cloudimanage.com.evil.example", "127.0.0.1", ""] {
            assert_eq!(Hosting::of(host), Hosting::OnPremises, "{host}");
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        let release = |text| Release::parse(text).expect(text);
        assert!(release("10.1.9999") < OLDEST && release("9.5") < OLDEST);
        assert!(release("10.2.3812") >= OLDEST && release("10.10.0") >= OLDEST && release("11.0") >= OLDEST);
        assert_eq!([Release::parse("10"), Release::parse("ten.two"), Release::parse("")], [None; 3]);
    }
}

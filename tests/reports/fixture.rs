//! Builds reports: one that has every status and group, small ones, and ones that a hostile server would cause.

use std::collections::BTreeMap;

use imctl::operate::areas::SUGGESTED;
use imctl::prereqs::finding::{Finding, Group, NameKind, Status, Who};
use imctl::prereqs::report::{AreaRow, Confirmation, RanFrom, Report, Summary, Tool};

/// A finding that passed; the rest is put on by the methods of [`Build`].
pub fn finding(id: &str, title: &str, status: Status, detail: &str) -> Finding {
    let word = id.split('.').next().expect("a first part");
    let group = Group::ALL.into_iter().find(|group| group.word() == word).expect("a group of that word");
    Finding {
        id: id.into(),
        group,
        title: title.into(),
        status,
        detail: detail.into(),
        fix: None,
        who: None,
        because: None,
        duration_ms: 12,
        evidence: BTreeMap::new(),
        names: Vec::new(),
    }
}

/// Puts further parts on a finding.
pub trait Build: Sized {
    fn fix(self, who: Who, fix: &str) -> Self;
    fn because(self, id: &str) -> Self;
    fn evidence(self, key: &str, value: &str) -> Self;
    fn took(self, milliseconds: u64) -> Self;
    fn names(self, kind: NameKind, name: &str) -> Self;
}

impl Build for Finding {
    fn fix(mut self, who: Who, fix: &str) -> Self {
        (self.who, self.fix) = (Some(who), Some(fix.into()));
        self
    }
    fn because(mut self, id: &str) -> Self {
        self.because = Some(id.into());
        self
    }
    fn evidence(mut self, key: &str, value: &str) -> Self {
        self.evidence.insert(key.into(), value.into());
        self
    }
    fn took(mut self, milliseconds: u64) -> Self {
        self.duration_ms = milliseconds;
        self
    }
    fn names(mut self, kind: NameKind, name: &str) -> Self {
        self.names.push((kind, name.into()));
        self
    }
}

/// A report of these findings with nothing else in it.
pub fn report(findings: Vec<Finding>) -> Report {
    Report {
        schema_version: 1,
        tool: Tool { name: "imctl".into(), version: "0.1.0".into() },
        environment: "production".into(),
        base_url: Some("https://thornbury.cloudimanage.com".into()),
        ran_from: RanFrom { host: "tb-jump-01".into(), system: "linux".into() },
        started_at: "2026-03-02T08:15:09Z".into(),
        duration_ms: 1834,
        arguments: vec!["check-prereqs".into(), "--report".into(), "html=hand over.html".into()],
        summary: Summary::of(&findings),
        findings,
        areas: Vec::new(),
        confirmations: Vec::new(),
        names: vec![(NameKind::Host, "thornbury.cloudimanage.com".into()), (NameKind::Host, "tb-jump-01".into())],
    }
}

fn areas() -> Vec<AreaRow> {
    let declared = ["document-templates", "data-uploads", "inbound-email", "scanning"];
    let mut rows: Vec<AreaRow> = SUGGESTED
        .iter()
        .map(|area| AreaRow {
            key: area.key.into(),
            title: area.title.into(),
            declared: declared.contains(&area.key),
            workspace: area.workspace.into(),
            folder: Some(area.folder.into()),
            required_if: Some(area.required_if.into()),
        })
        .collect();
    rows.push(AreaRow {
        key: "claims-mailbox".into(),
        title: "claims-mailbox".into(),
        declared: true,
        workspace: "Thornbury Claims Mailbox".into(),
        folder: None,
        required_if: None,
    });
    rows
}

/// Every status, every group, and every kind of further fact.
pub fn whole() -> Report {
    use Status::{Error, Fail, Pass, Skip, Warn};
    let imanage = Who::ImanageAdministrator;
    let findings = vec![
        finding("config.file", "The configuration can be read", Pass, "`imctl.toml` is valid").took(1),
        finding("config.urls", "The addresses have the right form", Pass, "2 addresses, each with scheme and host")
            .took(0),
        finding(
            "config.redirect-url",
            "The redirect URL is known",
            Pass,
            "`https://thornbury.operate.example/externalServices/replyFrom`",
        ),
        finding(
            "config.resolvers",
            "The resolver configs are sound",
            Warn,
            "`[workitem.title]` depends on a title that fee earners can change",
        )
        .fix(Who::OperateAdministrator, "use `[workitem.reference]` in the resolver config of `litigation`")
        .evidence("config", "[workitem.title]")
        .evidence("repository", "matter-documents"),
        finding("encryption.enabled", "Tokens are encrypted", Pass, "the vault is set up").took(3),
        finding("encryption.seed", "The seed is long enough", Pass, "128 characters"),
        finding("encryption.certificate", "The certificate is valid", Pass, "until 1 March 2028"),
        finding("encryption.vault", "The vault opens", Pass, "1 token is sealed").took(71),
        finding("network.dns", "The server's name is found", Pass, "1 address").evidence("addresses", "203.0.113.17"),
        finding("network.address", "The address is a public one", Pass, "203.0.113.17"),
        finding(
            "network.proxy",
            "The way out is known",
            Pass,
            "through the proxy `http://proxy.thornbury.example:3128`",
        ),
        finding("network.tcp", "The server can be connected to", Pass, "in 21 ms").took(21),
        finding("network.tls", "The server proves who it is", Warn, "the certificate is valid for 9 days more")
            .fix(Who::FirmIt, "ask who runs `thornbury.cloudimanage.com` to renew its certificate")
            .evidence("subject", "CN=*.cloudimanage.com")
            .evidence("issuer", "CN=Example Issuing CA 7, O=Example Trust Services, C=GB")
            .evidence("not_after", "2026-03-11T23:59:59Z")
            .took(48),
        finding("network.clock", "The clocks agree", Pass, "0.4 s apart"),
        finding("imanage.api", "The Work API answers", Pass, "version 2 of the API").took(95),
        finding("imanage.version", "The server is recent enough", Pass, "cloud: always recent enough"),
        finding(
            "imanage.customer",
            "The customer id is the right one",
            Fail,
            "imanage says 4711, and the configuration says 4117",
        )
        .fix(Who::Implementer, "set `customer_id = 4711` in `[linked_service]`")
        .evidence("configured", "4117")
        .evidence("found", "4711")
        .names(NameKind::Customer, "4711")
        .names(NameKind::Customer, "4117"),
        finding(
            "imanage.library",
            "The preferred library is visible",
            Fail,
            "the account does not see the library `ACTVE`",
        )
        .fix(Who::Implementer, "set `preferred_database = \"ACTIVE\"`, the nearest of those it sees")
        .evidence("libraries", "ACTIVE, ARCHIVE, HR-RESTRICTED")
        .names(NameKind::Library, "ACTVE")
        .names(NameKind::Library, "ACTIVE"),
        finding("imanage.user", "The account is known", Pass, "acts as SVC_OPERATE (Operate Service Account)")
            .names(NameKind::Person, "SVC_OPERATE"),
        finding("oauth.token", "A token is granted", Pass, "by client credentials").took(130),
        finding(
            "oauth.refresh-token",
            "A refresh token comes with it",
            Warn,
            "none came: the link ends when the token does",
        )
        .fix(imanage, "set `Allow Refresh Token` to Yes for the application in iManage Control Center (default: No)"),
        finding("oauth.lifetime", "A token lives long enough", Pass, "30 minutes"),
        finding(
            "areas.document-templates.workspace",
            "Document Templates: the workspace is there",
            Pass,
            "`Shared Administration` (ACTIVE!12)",
        ),
        finding(
            "areas.document-templates.folder",
            "Document Templates: the folder is there",
            Pass,
            "`Document Templates` (ACTIVE!120)",
        ),
        finding(
            "areas.document-templates.access",
            "Document Templates: the account may do its work",
            Pass,
            "read and write",
        ),
        finding(
            "areas.document-templates.unique",
            "Document Templates: there is only one",
            Pass,
            "1 workspace has this title",
        ),
        finding(
            "areas.data-uploads.workspace",
            "Data Uploads: the workspace is there",
            Fail,
            "no workspace `Clio Operate Administration` is visible to the account; `ShareDo Administration` is",
        )
        .fix(imanage, "rename `ShareDo Administration` (ACTIVE!13), or set `areas.data-uploads.workspace` to that name")
        .evidence("near", "ShareDo Administration (ACTIVE!13)")
        .names(NameKind::Workspace, "ShareDo Administration"),
        finding("areas.data-uploads.folder", "Data Uploads: the folder is there", Skip, "")
            .because("areas.data-uploads.workspace"),
        finding("areas.data-uploads.access", "Data Uploads: the account may do its work", Skip, "")
            .because("areas.data-uploads.workspace"),
        finding("areas.data-uploads.unique", "Data Uploads: there is only one", Skip, "")
            .because("areas.data-uploads.workspace"),
        finding(
            "areas.inbound-email.workspace",
            "Inbound Email: the workspace is there",
            Pass,
            "`Clio Operate Inbound Email` (ACTIVE!14)",
        ),
        finding("areas.inbound-email.folder", "Inbound Email: the folder is there", Pass, "`Attachments` (ACTIVE!141)"),
        finding(
            "areas.inbound-email.access",
            "Inbound Email: the account may do its work",
            Fail,
            "the account may read `Attachments`, and must be able to add and remove what is in it",
        )
        .fix(imanage, "give SVC_OPERATE full access to `Attachments` (ACTIVE!141)")
        .evidence("access", "read")
        .evidence("needed", "read, create, delete or move out")
        .names(NameKind::Folder, "Attachments"),
        finding(
            "areas.inbound-email.unique",
            "Inbound Email: there is only one",
            Warn,
            "2 workspaces have this title; Operate takes whichever iManage returns first",
        )
        .fix(imanage, "rename or close all but one of ACTIVE!14 and ACTIVE!88")
        .evidence("candidates", "ACTIVE!14 (created 2024-05-01), ACTIVE!88 (created 2025-11-30)"),
        finding(
            "areas.scanning.workspace",
            "Scanning: the workspace is there",
            Pass,
            "`Clio Operate Inbound Scanning` (ACTIVE!15)",
        ),
        finding("areas.scanning.folder", "Scanning: the folder is there", Error, "iManage answered 503 three times")
            .fix(imanage, "ask iManage whether the service is disturbed, and run this check again")
            .evidence("request_id", "3f0c9a7e-55d1-4f0e-9a83-0a5b8d1f6c21")
            .took(1200),
        finding("areas.scanning.access", "Scanning: the account may do its work", Skip, "")
            .because("areas.scanning.folder"),
        finding("areas.scanning.unique", "Scanning: there is only one", Pass, "1 workspace has this title"),
        finding(
            "areas.claims-mailbox.workspace",
            "claims-mailbox: the workspace is there",
            Pass,
            "`Thornbury Claims Mailbox` (ACTIVE!501)",
        )
        .names(NameKind::Workspace, "Thornbury Claims Mailbox")
        .names(NameKind::Value, "claims-mailbox"),
        finding("areas.claims-mailbox.access", "claims-mailbox: the account may do its work", Pass, "read and write"),
        finding("areas.claims-mailbox.unique", "claims-mailbox: there is only one", Pass, "1 workspace has this title"),
        finding(
            "resolvers.matter-documents",
            "matter-documents: the resolver works",
            Pass,
            "`custom1=[workitem.client.reference], custom2=[workitem.reference]`",
        ),
        finding(
            "resolvers.matter-documents.litigation",
            "matter-documents / litigation: the resolver works",
            Pass,
            "`[workitem.title]`",
        ),
        finding(
            "resolvers.matter-documents.sample-1",
            "matter-documents: sample 1 resolves",
            Fail,
            "found `12345-00001 Lease of Unit 4` (ACTIVE!427), and ACTIVE!428 is expected",
        )
        .fix(Who::OperateAdministrator, "check the references of the sample, or correct `expect`")
        .evidence("query", "custom1=12345, custom2=00001")
        .names(NameKind::Workspace, "12345-00001 Lease of Unit 4")
        .names(NameKind::Client, "12345"),
    ];
    let mut report = report(findings);
    report.areas = areas();
    report.confirmations = confirmations();
    let hosts = ["proxy.thornbury.example", "thornbury.operate.example"];
    report.names.extend(hosts.map(|host| (NameKind::Host, host.to_owned())));
    report
}

fn confirmations() -> Vec<Confirmation> {
    let confirmation = |id: &str, question: &str, look: &str| Confirmation {
        id: id.into(),
        question: question.into(),
        look: look.into(),
    };
    vec![
        confirmation(
            "imanage.redirect-url",
            "Is the redirect URL https://thornbury.operate.example/externalServices/replyFrom registered for the application?",
            "iManage Control Center > Applications, or Clio Operate Support for a cloud that is shared",
        ),
        confirmation(
            "operate.encryption-on",
            "Is Encryption switched on and configured in Clio Operate?",
            "Launchpad > Modeller > Global Features, search for \"Encryption\": the card has no red border",
        ),
        confirmation(
            "operate.reach",
            "Does Clio Operate itself reach this server, and not only the place this report ran from?",
            "Ask Clio Operate Support for the addresses it comes from, and the network team whether they are let in",
        ),
    ]
}

/// A report in which all is well.
pub fn good() -> Report {
    report(vec![
        finding("config.file", "The configuration can be read", Status::Pass, "`imctl.toml` is valid"),
        finding("encryption.vault", "The vault opens", Status::Pass, "1 token is sealed"),
        finding("network.tcp", "The server can be connected to", Status::Pass, "in 21 ms"),
        finding("imanage.api", "The Work API answers", Status::Pass, "version 2 of the API"),
        finding("oauth.token", "A token is granted", Status::Pass, "by client credentials"),
    ])
}

/// Every text that comes from outside is `name`.
pub fn hostile(name: &str) -> Report {
    let mut findings: Vec<Finding> = Status::ALL
        .into_iter()
        .zip(["network.tls", "imanage.user", "areas.x.workspace", "areas.x.folder", "resolvers.x"])
        .map(|(status, id)| {
            finding(id, &format!("Is {name} there?"), status, &format!("found {name}"))
                .fix(Who::FirmIt, &format!("ask about {name}"))
                .evidence("candidates", name)
        })
        .collect();
    findings.push(finding("resolvers.y", name, Status::Fail, name).fix(Who::Implementer, name).evidence("name", name));
    findings.push(finding(&format!("areas.{name}.folder"), name, Status::Skip, name).because(name));
    let mut report = report(findings);
    report.environment = name.into();
    report.base_url = Some(format!("https://{name}"));
    report.ran_from = RanFrom { host: name.into(), system: name.into() };
    report.started_at = name.into();
    report.arguments = vec!["check-prereqs".into(), name.into()];
    report.tool.version = name.into();
    let area = |key: &str, declared| AreaRow {
        key: key.into(),
        title: name.into(),
        declared,
        workspace: name.into(),
        folder: Some(name.into()),
        required_if: Some(name.into()),
    };
    report.areas = vec![area("x", true), area(name, true), area("unused", false)];
    report.confirmations = vec![Confirmation { id: name.into(), question: name.into(), look: name.into() }];
    report
}

/// What the names of a hostile or careless firm look like.
pub fn nasty() -> Vec<String> {
    let mut texts: Vec<String> = [
        "\u{0}\u{1}\u{7}\u{8}\u{b}\u{c}\u{1f}\u{7f}",
        "\u{80}\u{85}\u{9b}31m\u{9f}",
        "\u{1b}[2J\u{1b}]0;title\u{7}\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        "a\r\nb\nc\td\u{2028}e\u{2029}f",
        "\u{202e}cod.exe\u{202c}\u{2066}x\u{2069}\u{200e}\u{200f}\u{61c}",
        "zero\u{200b}width\u{200d}\u{2060}\u{feff}\u{ad}",
        "noncharacters \u{fffe}\u{ffff}\u{1fffe}\u{10ffff}\u{fdd0}",
        "private \u{e000}\u{f8ff} astral \u{1f4c1} \u{10fffd} replacement \u{fffd}",
        "=cmd|' /C calc'!A0",
        "+1 -1 @SUM(A1)",
        "]]>",
        "<![CDATA[ x ]]> <!-- --> <?pi?> &amp; &lt; &#0; &#xFFFE; &bogus;",
        "</style></script><script>alert(1)</script><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)\" ' onfocus='alert(1)",
        "javascript:alert(1) [x](javascript:alert(1)) ![i](https://evil.example/p.png) <https://evil.example>",
        "| pipe || table | --- |",
        "`tick ``ticks ``` fence ~~~",
        "# heading",
        "- item",
        "+ item",
        "1. item",
        "> quote",
        "*star* **strong** _under_ __under__ ~~struck~~ $math$",
        "back\\slash \\| \\` \\",
        "not ok 1 - # TODO # SKIP \\# fake",
        "1..9",
        "Bail out!",
        "---",
        "...",
        "  ---\n  x: y\n  ...\nok 9",
        "yes",
        "null",
        "~",
        "{a: b, *c, &d, !e, %f, @g}",
        "שלום עולם – עברית",
        "مكتب المحاماة",
        "漢字テスト",
        "Müller & Söhne “quoted” ‘single’",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}",
        "",
        " ",
        "   leading and trailing   ",
        "a.b.c",
        "C:\\Users\\Alice\\imctl.toml",
    ]
    .map(String::from)
    .to_vec();
    texts.push("x".repeat(100_000));
    texts.push("long words ".repeat(9_091));
    texts.push("\u{1b}]>&<|`".repeat(2_000));
    texts
}

//! The AuthenticationConfiguration that takes the place of the OpenID Connect flags, and who may be anonymous: by flag
//! or in that file.

use super::switch::flag_is_true;
use super::template::LOGIN;
use crate::scenario::flags;
use crate::ui::state::Document;

pub const FLAG: &str = "authentication-config";
pub const FILE: &str = "/etc/kubernetes/authentication-configuration.yaml";
const HEAD: &str = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
const ANONYMOUS: &str = "anonymous-auth";

/// Writes the file and its flag from the flags that it takes the place of, and drops those.
pub fn from_flags(scenario: &mut Document) {
    let args: Vec<String> = scenario.args().map(str::to_owned).collect();
    if flags::value(&args, FLAG).is_some() {
        return;
    }
    let value = |name: &str, default: &str| flags::value(&args, name).unwrap_or(default).to_owned();
    let issuer = value("oidc-issuer-url", LOGIN);
    let by_flags = flags::value(&args, "oidc-issuer-url").is_some();
    let username = value("oidc-username-claim", if by_flags { "sub" } else { "email" });
    let prefix = match value("oidc-username-prefix", "").as_str() {
        "-" => String::new(),
        "" if username != "email" => format!("{issuer}#"),
        other => other.to_owned(),
    };
    let mut text = format!(
        "{HEAD}jwt:\n- issuer:\n    url: {issuer}\n    audiences:\n    - {}\n  claimMappings:\n    username:\n      claim: {username}\n      prefix: \"{prefix}\"\n",
        value("oidc-client-id", "kubernetes"),
    );
    let groups = value("oidc-groups-claim", if by_flags { "" } else { "groups" });
    if !groups.is_empty() {
        let prefix = value("oidc-groups-prefix", "");
        text.push_str(&format!("    groups:\n      claim: {groups}\n      prefix: \"{prefix}\"\n"));
    }
    let required: Vec<&str> =
        flags::values(&args, "oidc-required-claim").into_iter().filter(|pair| pair.contains('=')).collect();
    if !required.is_empty() {
        text.push_str("  claimValidationRules:\n");
    }
    for pair in required {
        let (claim, value) = pair.split_once('=').unwrap_or((pair, ""));
        text.push_str(&format!("  - claim: {claim}\n    requiredValue: \"{value}\"\n"));
    }
    write(scenario, text);
}

fn write(scenario: &mut Document, text: String) {
    let mut args: Vec<String> = scenario.args().map(str::to_owned).collect();
    flags::remove(&mut args, |name| name.starts_with("oidc-"));
    let path = flags::value(&args, FLAG).unwrap_or(FILE).to_owned();
    flags::set(&mut args, FLAG, &path);
    scenario.set_args(args);
    scenario.set_file(&path, Some(text));
}

/// Who may be anonymous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anonymous {
    Everywhere,
    /// Only for the paths that the file names.
    Health,
    Nowhere,
}

impl Anonymous {
    pub const ALL: [Anonymous; 3] = [Anonymous::Everywhere, Anonymous::Health, Anonymous::Nowhere];

    pub fn name(self) -> &'static str {
        match self {
            Anonymous::Everywhere => "everywhere",
            Anonymous::Health => "for health checks only",
            Anonymous::Nowhere => "nowhere",
        }
    }

    pub fn of(scenario: &Document) -> Anonymous {
        if let Some((_, text)) = file(scenario) {
            let (_, block) = without_anonymous(text);
            if block.contains("conditions:") {
                return Anonymous::Health;
            }
            if !block.is_empty() {
                return if block.contains("enabled: true") {
                    Anonymous::Everywhere
                } else {
                    Anonymous::Nowhere
                };
            }
        }
        let args: Vec<String> = scenario.args().map(str::to_owned).collect();
        if flag_is_true(&args, ANONYMOUS, true) { Anonymous::Everywhere } else { Anonymous::Nowhere }
    }

    /// The flag and the field of the file exclude each other.
    pub fn set(self, scenario: &mut Document) {
        let block = match self {
            Anonymous::Everywhere => "",
            Anonymous::Health => {
                "anonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n  - path: /readyz\n  - path: /healthz\n"
            }
            Anonymous::Nowhere => "anonymous:\n  enabled: false\n",
        };
        if self == Anonymous::Health && file(scenario).is_none() {
            let has_issuer = scenario.args().any(|arg| arg.starts_with("--oidc-issuer-url"));
            if has_issuer { from_flags(scenario) } else { write(scenario, HEAD.to_owned()) }
        }
        let mut args: Vec<String> = scenario.args().map(str::to_owned).collect();
        flags::remove(&mut args, |name| name == ANONYMOUS);
        let written = file(scenario).map(|(path, text)| {
            let (rest, _) = without_anonymous(text);
            (path, format!("{rest}{block}"))
        });
        if written.is_none() && self == Anonymous::Nowhere {
            args.push(format!("--{ANONYMOUS}=false"));
        }
        scenario.set_args(args);
        if let Some((path, text)) = written {
            scenario.set_file(&path, Some(text));
        }
    }
}

fn file(scenario: &Document) -> Option<(String, &str)> {
    let args: Vec<String> = scenario.args().map(str::to_owned).collect();
    let path = flags::value(&args, FLAG)?.to_owned();
    let text = scenario.file(&path)?;
    Some((path, text))
}

/// The text without its top-level field `anonymous`, and that field.
fn without_anonymous(text: &str) -> (String, String) {
    let (mut rest, mut block) = (String::new(), String::new());
    let mut inside = false;
    for line in text.lines() {
        let goes_on = inside && (line.starts_with([' ', '-', '\t']) || line.is_empty());
        inside = goes_on || line.starts_with("anonymous:");
        let part = if inside { &mut block } else { &mut rest };
        part.push_str(line);
        part.push('\n');
    }
    (rest, block)
}

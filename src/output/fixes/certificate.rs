//! Client certificates, a person's or a proxy's.

use chrono::{DateTime, Duration, Utc};

use super::case::{Case, rfc3339};
use super::{Edit, Fix};
use crate::report::{Check, CheckOutcome};

const SHOW: &str = "kubectl config view --raw --minify -o jsonpath='{.users[0].user.client-certificate-data}' | base64 -d | openssl x509 -noout -subject -issuer -dates";

pub fn validity(case: &Case, check: &Check) -> Vec<Fix> {
    let expected = check.expected.as_deref().unwrap_or_default();
    let Some((from, to)) = expected.split_once(" to ") else { return Vec::new() };
    let (Some(from), Some(to)) = (time(from), time(to)) else { return Vec::new() };
    if case.now < from {
        let clocks = Fix::new(
            "Compare the clocks",
            "The certificate begins in the server's future. Most often one of the clocks is wrong: that of the machine that \
             issued it, or the server's.",
        );
        return vec![clocks.command("timedatectl status").command(SHOW).edit(Edit::Clock(rfc3339(from)))];
    }
    let renew = Fix::new(
        "Renew the certificate",
        "An expired certificate cannot be extended; a new one is issued with the same subject. kubeadm's certificates live a \
         year. Setting the clock back here shows that nothing else is wrong.",
    );
    let before = (to - Duration::days(1)).max(from);
    vec![
        renew
            .command(SHOW)
            .command("kubeadm certs check-expiration")
            .command("kubeadm certs renew admin.conf")
            .edit(Edit::Clock(rfc3339(before))),
    ]
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
}

pub fn usage(_: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Issue the certificate for clients",
        "A serving certificate (serverAuth) does not identify a client. Ask for clientAuth among the extended key usages: the \
         signer kubernetes.io/kube-apiserver-client does so.",
    );
    vec![
        fix.command("openssl x509 -noout -ext extendedKeyUsage -in client.crt")
            .command("kubectl get csr NAME -o jsonpath='{.spec.signerName}{\"  \"}{.spec.usages}{\"\\n\"}'"),
    ]
}

/// Unless validity or usage failed, which make the path fail too.
fn path_itself(case: &Case, check: &Check) -> bool {
    let own = |name: &str| {
        let mut checks = case.report.trace.iter().flat_map(|step| &step.checks);
        checks.any(|other| other.outcome == CheckOutcome::Failed && other.name == name)
    };
    check.outcome == CheckOutcome::Failed && !own("validity") && !own("extended key usage")
}

pub fn path(case: &Case, check: &Check) -> Vec<Fix> {
    if !path_itself(case, check) {
        return Vec::new();
    }
    let ca = case.flag("client-ca-file").unwrap_or("/etc/kubernetes/pki/ca.crt");
    let other = Fix::new(
        "Use a certificate of this cluster's CA",
        "The certificate was issued by a CA that --client-ca-file does not hold. Often the kubeconfig belongs to another \
         cluster, or this one was set up anew. A CA of the same name with another key is another CA.",
    )
    .command("openssl x509 -noout -issuer -ext authorityKeyIdentifier -in client.crt")
    .command(format!("openssl x509 -noout -subject -ext subjectKeyIdentifier -in {ca}"));
    let trust = Fix::new(
        "Or let the server trust the other CA",
        format!(
            "Append the CA's certificate to {ca} and restart the server. Whoever holds that CA can then become anybody."
        ),
    );
    if check.detail.contains("was not sent along") {
        let send = Fix::new(
            "Send the intermediate along",
            "The server completes a path only with what the client sends. Put the intermediate behind the certificate in \
             the file that client-certificate names.",
        );
        return vec![send.command("cat client.crt intermediate.crt > client-chain.crt"), trust];
    }
    vec![other, trust]
}

pub fn proxy_path(case: &Case, check: &Check) -> Vec<Fix> {
    if !path_itself(case, check) || !sends_identity(case) {
        return Vec::new();
    }
    vec![Fix::new(
        "Give the proxy a certificate of the request-header CA",
        "Identity headers count only behind a client certificate that --requestheader-client-ca-file verifies. Keep that CA \
         apart from --client-ca-file: a CA in both lets every client pose as the proxy.",
    )]
}

fn sends_identity(case: &Case) -> bool {
    case.scenario.request.raw.to_ascii_lowercase().contains("x-remote-user")
}

pub fn proxy_without_certificate(case: &Case, _: &Check) -> Vec<Fix> {
    if !sends_identity(case) {
        return Vec::new();
    }
    vec![Fix::new(
        "Let the proxy present its client certificate",
        "Identity headers from a connection without a verified proxy certificate are ignored, or anybody could send them. \
         Configure the proxy with a certificate of --requestheader-client-ca-file whose common name is allowed.",
    )]
}

pub fn allowed_name(case: &Case, check: &Check) -> Vec<Fix> {
    let Some(name) = check.actual.as_deref().filter(|name| !name.is_empty()) else { return Vec::new() };
    let mut names = case.flags("requestheader-allowed-names");
    names.push(name.to_owned());
    vec![
        Fix::new(
            "Call the proxy by an allowed name",
            "Issue the proxy's certificate with one of the common names in --requestheader-allowed-names.",
        ),
        Fix::new(
            "Or allow this name",
            format!("Whoever holds a certificate for {name} can then become anybody by sending headers."),
        )
        .edit(Edit::Flag("requestheader-allowed-names", names.join(","))),
    ]
}

pub fn common_name(_: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Issue the certificate with a common name",
        "The common name (CN) becomes the username and each organization (O) a group. Alternative names are not looked at.",
    );
    vec![fix.command("openssl req -new -key client.key -subj '/CN=jane/O=developers' -out client.csr")]
}

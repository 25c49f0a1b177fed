//! What the members of a token mean: RFC 7515 §4.1 (header), RFC 7519 §4.1 and OpenID Connect Core 1.0 (claims), and
//! Kubernetes' own (`pkg/serviceaccount/claims.go`, `legacy.go`).

/// A member that has a meaning of its own: name, meaning, and where that is laid down.
pub struct Known {
    pub name: &'static str,
    pub meaning: &'static str,
    pub standard: &'static str,
}

const fn known(name: &'static str, meaning: &'static str, standard: &'static str) -> Known {
    Known { name, meaning, standard }
}

const JWS: &str = "RFC 7515";
const JWT: &str = "RFC 7519";
const OIDC: &str = "OpenID Connect Core";
const KUBERNETES: &str = "Kubernetes";
const COMMON: &str = "common, no standard";

const HEADER: [Known; 13] = [
    known(
        "alg",
        "Signature algorithm. The server takes only those that are verified with a public key.",
        JWS,
    ),
    known("kid", "Id of the key that signed. The server looks for that key first.", JWS),
    known("typ", "Type of the token, mostly JWT. The server does not look at it.", JWS),
    known("cty", "Type of the content, for tokens inside tokens.", JWS),
    known("jku", "Address of the signer's keys. The server never follows it.", JWS),
    known("jwk", "The signer's public key. The server never trusts a key that a token brings along.", JWS),
    known("x5u", "Address of the signer's certificates. The server never follows it.", JWS),
    known("x5c", "The signer's certificates. The server does not look at them.", JWS),
    known("x5t", "SHA-1 of the signer's certificate.", JWS),
    known("x5t#S256", "SHA-256 of the signer's certificate.", JWS),
    known("crit", "Header members that a reader must understand.", JWS),
    known(
        "enc",
        "How the content is encrypted. No authenticator of kube-apiserver decrypts tokens.",
        "RFC 7516",
    ),
    known("zip", "How the content is compressed.", "RFC 7516"),
];

const CLAIMS: [Known; 59] = [
    known("iss", "Issuer. It decides which authenticator takes the token.", JWT),
    known("sub", "Subject: whom the token is about.", JWT),
    known("aud", "Audiences that the token is meant for. The server must be one of them.", JWT),
    known("exp", "End of the token's life.", JWT),
    known("nbf", "Start of the token's life. Earlier it is refused.", JWT),
    known("iat", "When the token was issued.", JWT),
    known("jti", "The token's own id. It travels to the audit log as a credential id.", JWT),
    known("name", "Full name.", OIDC),
    known("given_name", "First name.", OIDC),
    known("family_name", "Last name.", OIDC),
    known("middle_name", "Middle name.", OIDC),
    known("nickname", "Casual name.", OIDC),
    known("preferred_username", "The name that the person goes by at the issuer. It may change.", OIDC),
    known("profile", "Address of the profile page.", OIDC),
    known("picture", "Address of a picture.", OIDC),
    known("website", "Address of a web page or blog.", OIDC),
    known(
        "email",
        "E-mail address. As the user name it counts only while email_verified is not false.",
        OIDC,
    ),
    known(
        "email_verified",
        "Whether the issuer has checked the address. false keeps email from being a user name.",
        OIDC,
    ),
    known("gender", "Gender.", OIDC),
    known("birthdate", "Birthday.", OIDC),
    known("zoneinfo", "Time zone.", OIDC),
    known("locale", "Language.", OIDC),
    known("phone_number", "Telephone number.", OIDC),
    known("phone_number_verified", "Whether the issuer has checked the number.", OIDC),
    known("address", "Postal address.", OIDC),
    known("updated_at", "When the profile was last changed.", OIDC),
    known("auth_time", "When the person logged in.", OIDC),
    known("nonce", "Ties the token to the login that asked for it.", OIDC),
    known("acr", "How strong the login was.", OIDC),
    known("amr", "How the person proved who they are: password, one-time code, …", OIDC),
    known("azp", "The client that the token was issued to.", OIDC),
    known("at_hash", "Hash of the access token that was issued beside this one.", OIDC),
    known("c_hash", "Hash of the code that this token was issued for.", OIDC),
    known("sid", "Session at the issuer.", "OpenID Connect Front-Channel Logout"),
    known("_claim_names", "Claims that are found elsewhere, and under which source.", OIDC),
    known("_claim_sources", "Where those claims are found. The server fetches groups from there.", OIDC),
    known("groups", "Groups, where the server's groups claim is named so.", COMMON),
    known("roles", "Roles at the issuer.", COMMON),
    known("scope", "What the client was allowed to ask for.", "RFC 8693"),
    known("scp", "What the client was allowed to ask for.", COMMON),
    known("client_id", "The client that the token was issued to.", "RFC 8693"),
    known("tid", "Tenant at Microsoft Entra ID.", "Microsoft"),
    known("oid", "The person's unchanging id at Microsoft Entra ID.", "Microsoft"),
    known("upn", "User principal name at Microsoft Entra ID.", "Microsoft"),
    known("hd", "The Google Workspace domain.", "Google"),
    known("kubernetes.io.namespace", "Namespace of the service account.", KUBERNETES),
    known("kubernetes.io.serviceaccount.name", "Name of the service account.", KUBERNETES),
    known(
        "kubernetes.io.serviceaccount.uid",
        "UID of the service account. It must be that of the object in the cluster.",
        KUBERNETES,
    ),
    known(
        "kubernetes.io.pod.name",
        "The Pod that the token is bound to. Without the Pod the token is worthless.",
        KUBERNETES,
    ),
    known("kubernetes.io.pod.uid", "UID of that Pod. A new Pod of the same name does not count.", KUBERNETES),
    known("kubernetes.io.secret.name", "The Secret that the token is bound to.", KUBERNETES),
    known("kubernetes.io.secret.uid", "UID of that Secret.", KUBERNETES),
    known(
        "kubernetes.io.node.name",
        "The Node of the Pod, or the Node that the token is bound to.",
        KUBERNETES,
    ),
    known("kubernetes.io.node.uid", "UID of that Node.", KUBERNETES),
    known(
        "kubernetes.io.warnafter",
        "From this moment the server logs and counts the use of the token as stale. It still takes it.",
        KUBERNETES,
    ),
    known(
        "kubernetes.io/serviceaccount/namespace",
        "Namespace of the service account (legacy token).",
        KUBERNETES,
    ),
    known(
        "kubernetes.io/serviceaccount/service-account.name",
        "Name of the service account (legacy token).",
        KUBERNETES,
    ),
    known(
        "kubernetes.io/serviceaccount/service-account.uid",
        "UID of the service account (legacy token).",
        KUBERNETES,
    ),
    known(
        "kubernetes.io/serviceaccount/secret.name",
        "The Secret that holds this token. Once it is gone, the token is worthless.",
        KUBERNETES,
    ),
];

/// The meaning of a header member.
pub fn of_header(name: &str) -> Option<&'static Known> {
    HEADER.iter().find(|known| known.name == name)
}

/// The meaning of a claim, by its path: `kubernetes.io.pod.name`.
pub fn of_claim(path: &str) -> Option<&'static Known> {
    const BY_1_37: [(&str, Known); 3] = [
        (
            "kubernetes.io.validatingwebhookconfiguration.",
            known(
                "",
                "The ValidatingWebhookConfiguration that the token is bound to (from 1.37).",
                KUBERNETES,
            ),
        ),
        (
            "kubernetes.io.mutatingwebhookconfiguration.",
            known("", "The MutatingWebhookConfiguration that the token is bound to (from 1.37).", KUBERNETES),
        ),
        (
            "kubernetes.io.attestations.",
            known("", "What the server attests of the bearer (from 1.37).", KUBERNETES),
        ),
    ];
    static NEWER: [(&str, Known); 3] = BY_1_37;
    let newer = || NEWER.iter().find(|(prefix, _)| path.starts_with(prefix)).map(|(_, known)| known);
    CLAIMS.iter().find(|known| known.name == path).or_else(newer)
}

/// Claims that hold a moment (NumericDate, RFC 7519 §2), and how to speak of it when it is past and when it is not.
pub const TIMES: [(&str, &str, &str); 6] = [
    ("exp", "expired {}", "expires {}"),
    ("nbf", "valid since then, {}", "not valid yet, only {}"),
    ("iat", "issued {}", "issued in the future, {}"),
    ("auth_time", "logged in {}", "in the future, {}"),
    ("updated_at", "changed {}", "in the future, {}"),
    ("kubernetes.io.warnafter", "stale since then, {}", "stale {}"),
];

//! What a request is about: `apiserver/pkg/endpoints/request/requestinfo.go`.

use crate::input::http::Request;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct RequestInfo {
    pub verb: String,
    /// None for paths that are no resource, such as `/healthz`.
    pub resource: Option<Resource>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Resource {
    pub resource: String,
    pub namespace: String,
    pub name: String,
    pub group: String,
    pub version: String,
    pub subresource: String,
}

pub fn request_info(request: &Request) -> RequestInfo {
    let other = || RequestInfo { verb: request.method.to_lowercase(), resource: None };
    let path = request.path.trim_matches('/');
    let mut parts: Vec<&str> = path.split('/').collect();
    let group = match parts.first() {
        Some(&"api") if parts.len() >= 3 => "",
        Some(&"apis") if parts.len() >= 4 => parts.remove(1),
        _ => return other(),
    };
    let version = parts[1];
    parts.drain(..2);
    let mut verb = match request.method.as_str() {
        "POST" => "create",
        "GET" | "HEAD" => "get",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
    if matches!(parts[0], "watch" | "proxy") {
        if parts.len() < 2 {
            return other();
        }
        verb = parts.remove(0);
    }
    let mut namespace = "";
    if parts[0] == "namespaces" && parts.len() > 1 {
        namespace = parts[1];
        if parts.len() > 2 && !matches!(parts[2], "status" | "finalize") {
            parts.drain(..2);
        }
    }
    let part = |at: usize| parts.get(at).copied().unwrap_or_default().to_owned();
    let mut resource = Resource {
        resource: part(0),
        namespace: namespace.to_owned(),
        name: part(1),
        group: group.to_owned(),
        version: version.to_owned(),
        subresource: if matches!(verb, "watch" | "proxy") { String::new() } else { part(2) },
    };
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    if resource.name.is_empty() && verb == "get" {
        verb = if asks_to_watch(query) { "watch" } else { "list" };
        resource.name = named_by_selector(query).unwrap_or_default().to_owned();
    }
    if resource.name.is_empty() && verb == "delete" {
        verb = "deletecollection";
    }
    RequestInfo { verb: verb.to_owned(), resource: Some(resource) }
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key == name).then_some(value)
    })
}

fn asks_to_watch(query: &str) -> bool {
    parameter(query, "watch").is_some_and(|value| !matches!(value.to_lowercase().as_str(), "false" | "0"))
}

fn named_by_selector(query: &str) -> Option<&str> {
    let selector = parameter(query, "fieldSelector")?;
    let name = selector.strip_prefix("metadata.name=").or(selector.strip_prefix("metadata.name%3D"))?;
    (!name.is_empty() && !name.contains([',', '%', '=', '/'])).then_some(name)
}

/// Go's `?pretty`, and the clients that a person sits at (`negotiation.isPrettyPrint`).
pub fn is_pretty(request: &Request) -> bool {
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    if let Some(value) = parameter(query, "pretty").filter(|value| !value.is_empty()) {
        return matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True");
    }
    let agent = request.headers.get("User-Agent");
    ["curl", "Wget", "Mozilla/5.0"].iter().any(|human| agent.starts_with(human))
}

//! The scenario as the page holds it: the document itself, of which the page edits what it shows and carries the
//! rest along untouched. What it means is the engine's business.

use crate::ui::json::Json;

#[derive(Debug, Clone, PartialEq)]
pub struct Document(Json);

impl Document {
    /// `None` when the value is no object.
    pub fn new(value: Json) -> Option<Document> {
        matches!(value, Json::Object(_)).then_some(Document(value))
    }

    pub fn json(&self) -> &Json {
        &self.0
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        self.0.at(path)?.as_str()
    }

    /// The title, or the name where there is none.
    pub fn title(&self) -> &str {
        let name = || self.text(&["metadata", "name"]);
        self.text(&["metadata", "title"]).or_else(name).unwrap_or_default()
    }

    pub fn description(&self) -> Option<&str> {
        self.text(&["metadata", "description"])
    }

    /// Where the case comes from.
    pub fn source(&self) -> Option<&str> {
        self.text(&["metadata", "source"])
    }

    pub fn clock(&self) -> Option<&str> {
        self.text(&["now"])
    }

    pub fn version(&self) -> Option<&str> {
        self.text(&["apiServer", "version"])
    }

    pub fn args(&self) -> impl Iterator<Item = &str> {
        self.0.at(&["apiServer", "args"]).map_or(&[][..], Json::items).iter().filter_map(Json::as_str)
    }

    /// Paths and texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.0.at(&["apiServer", "files"]).map_or(&[][..], Json::fields);
        files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_str()?)))
    }

    pub fn objects(&self) -> &[Json] {
        self.0.get("objects").map_or(&[][..], Json::items)
    }

    /// URLs and what they answer.
    pub fn remote(&self) -> impl Iterator<Item = (&str, &Json)> {
        let remote = self.0.get("remote").map_or(&[][..], Json::fields);
        remote.iter().map(|(url, answer)| (url.as_str(), answer))
    }

    pub fn file(&self, path: &str) -> Option<&str> {
        self.files().find(|(name, _)| *name == path).map(|(_, text)| text)
    }

    pub fn set_objects(&mut self, objects: Vec<Json>) {
        self.0.set("objects", (!objects.is_empty()).then_some(Json::List(objects)));
    }

    pub fn set_remote(&mut self, url: &str, answer: Option<Json>) {
        let mut remote = self.0.get("remote").cloned().unwrap_or(Json::Object(Vec::new()));
        remote.set(url, answer);
        self.0.set("remote", (!remote.fields().is_empty()).then_some(remote));
    }

    /// Writes a field of the document itself, or takes it away.
    pub fn set(&mut self, key: &str, value: Option<Json>) {
        self.0.set(key, value);
    }

    pub fn set_clock(&mut self, time: Option<String>) {
        self.0.set("now", time.map(Json::Text));
    }

    pub fn set_version(&mut self, version: Option<String>) {
        self.set_in_server("version", version.map(Json::Text));
    }

    pub fn set_args(&mut self, args: Vec<String>) {
        self.set_in_server("args", Some(Json::List(args.into_iter().map(Json::Text).collect())));
    }

    pub fn set_file(&mut self, path: &str, text: Option<String>) {
        let none = Json::Object(Vec::new());
        let mut files = self.0.at(&["apiServer", "files"]).cloned().unwrap_or(none);
        files.set(path, text.map(Json::Text));
        self.set_in_server("files", Some(files));
    }

    pub fn set_request(&mut self, raw: &str, client_certificates: Option<&str>) {
        let mut request = Json::Object(Vec::new());
        request.set("raw", (!raw.is_empty()).then(|| Json::text(raw)));
        request.set("clientCertificates", client_certificates.map(Json::text));
        self.0.set("request", Some(request));
    }

    fn set_in_server(&mut self, key: &str, value: Option<Json>) {
        let mut server = self.0.get("apiServer").cloned().unwrap_or(Json::Object(Vec::new()));
        server.set(key, value);
        self.0.set("apiServer", Some(server));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{self, Scenario};

    fn document(yaml: &str) -> Document {
        let head = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: n}\n";
        let scenario = scenario::parse(&format!("{head}{yaml}")).unwrap();
        Document::new(Json::parse(&serde_json::to_string(&scenario).unwrap()).unwrap()).unwrap()
    }

    fn scenario_of(document: &Document) -> Scenario {
        let mut text = String::new();
        document.json().write(&mut text);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn what_is_written_is_what_the_engine_reads() {
        let mut document = document("remote: {https://x: {status: 500, body: b}}\n");
        document.set_clock(Some("2026-11-23T12:00:00Z".into()));
        document.set_version(Some("1.36".into()));
        document.set_args(vec!["--a=b".into()]);
        document.set_file("/f", Some("text".into()));
        assert_eq!(document.files().collect::<Vec<_>>(), [("/f", "text")]);
        assert_eq!(document.args().collect::<Vec<_>>(), ["--a=b"]);
        assert_eq!((document.clock(), document.version()), (Some("2026-11-23T12:00:00Z"), Some("1.36")));
        let scenario = scenario_of(&document);
        assert_eq!(scenario.now.as_deref(), Some("2026-11-23T12:00:00Z"));
        assert_eq!(scenario.api_server.version.as_deref(), Some("1.36"));
        assert_eq!(scenario.api_server.args, ["--a=b"]);
        assert_eq!(scenario.api_server.files["/f"], "text");
        assert_eq!(scenario.remote["https://x"].status, 500);
        document.set_clock(None);
        document.set_version(None);
        document.set_file("/f", None);
        let scenario = scenario_of(&document);
        assert_eq!((scenario.now, scenario.api_server.version), (None, None));
        assert!(scenario.api_server.files.is_empty());
    }

    #[test]
    fn the_name_stands_in_for_a_title() {
        assert_eq!(document("").title(), "n");
        assert_eq!(document("objects: [{kind: Pod}]").objects().len(), 1);
        assert_eq!(Document::new(Json::Null), None);
    }
}

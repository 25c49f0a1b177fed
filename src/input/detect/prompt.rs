//! Lines of a terminal: what stands before a command.

/// The command of a line, without the prompt before it; `None` where there is no prompt.
///
/// ```text
/// prompt = ["PS"] *visible ( "$" / "#" / "%" / ">" / "❯" / "➜" ) SP
/// ```
pub fn command(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("PS ") {
        return rest.split_once("> ").map(|(_, command)| command.trim_start());
    }
    let mut at = 0;
    for word in line.split(' ').take(3) {
        let end = at + word.len();
        let behind = line.get(end + 1..).unwrap_or_default();
        let sign = word.ends_with(['$', '#', '%', '❯', '➜', '>']);
        let place = |text: &str| text.contains(['@', ':', '~', '/', '\\']) || text.len() <= 1;
        // A prompt ends with a sign and is nothing but that, or names a place.
        if sign && (word.chars().count() == 1 || place(word)) && !word.starts_with(['<', '-']) {
            return (word != ">" || at > 0).then(|| behind.trim_start());
        }
        at = end + 1;
    }
    None
}

/// The text without lines that a shell printed and a person typed.
pub fn without(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in
        text.lines().filter(|line| command(line).is_none() && !matches!(line.trim(), "$" | "#" | "%" | "/ #"))
    {
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_told_from_text() {
        for (line, expected) in [
            ("$ cat token", Some("cat token")),
            ("# kubectl get pods", Some("kubectl get pods")),
            ("jane@host:~$ curl -k", Some("curl -k")),
            ("root@cp:/etc/kubernetes# ls", Some("ls")),
            ("[root@cp ~]# ls", Some("ls")),
            ("➜ ~ kubectl version", Some("~ kubectl version")),
            ("~/work ❯ env", Some("env")),
            ("/ # env", Some("env")),
            ("PS C:\\Users\\jane> curl.exe -k", Some("curl.exe -k")),
            ("> Authorization: Bearer x", None),
            ("Authorization: Bearer x", None),
            ("a -> b", None),
            ("s3cret", None),
        ] {
            assert_eq!(command(line), expected, "{line}");
        }
    }
}

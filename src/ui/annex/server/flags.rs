//! The server's arguments, one a line, over a copy of the text that marks what each line is to the server.

use yew::{Html, html};

use super::area::Msg;
use super::blame::Place;
use super::draft::Field;
use super::edit::{Edit, arg};
use super::frame::{Sight, card, error_badge, offer, typed};
use super::lookup::{file_template, missing};
use crate::scenario::flags;

pub const ID: &str = "server-flags";
const ERROR_ID: &str = "server-flags-error";

pub fn view(topic: usize, sight: &Sight) -> Html {
    let count = sight.scenario.args().count();
    let guilty = guilty(sight);
    let note = match (guilty.is_empty(), ignored(sight).len()) {
        (false, _) => error_badge(),
        (true, 0) => html! { { count } },
        (true, ignored) => html! { { format!("{count}, {ignored} of them ignored") } },
    };
    let body = || {
        let text = sight.drafts.text(Field::Flags, || sight.scenario.args().collect::<Vec<_>>().join("\n"));
        let described = (!guilty.is_empty()).then_some(ERROR_ID);
        html! {
            <>
                <div class="server-lines">
                    <pre aria-hidden="true">{ for text.split('\n').map(|line| marked(line, sight, &guilty)) }</pre>
                    <textarea id={ID} aria-label="kube-apiserver flags, one a line" spellcheck="false" autocomplete="off" autocapitalize="off"
                        placeholder="--client-ca-file=/etc/kubernetes/pki/ca.crt" aria-invalid={described.map(|_| "true")} aria-describedby={described}
                        value={text.clone()} oninput={sight.say.reform(|event| Msg::Type(Field::Flags, typed(&event)))}
                        onblur={sight.say.reform(|_| Msg::Leave)} />
                </div>
                if !guilty.is_empty() {
                    <div class="server-guilty" role="status">
                        { for guilty.iter().map(|arg| to_line(arg, sight)) }
                        { sight.error(ERROR_ID.to_owned()) }
                    </div>
                }
                { for missing(sight.scenario).into_iter().map(|(path, flag)| missing_file(path, flag, sight)) }
                <p class="small quiet">{ explanation(sight) }</p>
            </>
        }
    };
    card(topic, sight, note, body)
}

/// The arguments that a start-up error is about.
fn guilty(sight: &Sight) -> Vec<String> {
    let places = sight.blame.map_or(&[][..], |blame| &blame.places);
    let args = places.iter().filter_map(|place| match place {
        Place::Flag(arg) => Some(arg.clone()),
        _ => None,
    });
    args.filter(|guilty| sight.scenario.args().any(|arg| arg == guilty)).collect()
}

fn ignored<'a>(sight: &Sight<'a>) -> &'a [String] {
    sight.state.report.as_ref().map_or(&[][..], |report| &report.ignored_flags)
}

fn marked(line: &str, sight: &Sight, guilty: &[String]) -> Html {
    let arg = arg(line);
    let is_guilty = arg.as_ref().is_some_and(|arg| guilty.contains(arg));
    let name = arg.as_deref().and_then(flags::name_of).map(|name| format!("--{name}"));
    let is_ignored = arg.is_none() || name.is_some_and(|name| ignored(sight).contains(&name));
    let class = if is_guilty { Some("bad") } else { is_ignored.then_some("ignored") };
    html! { <><span {class}>{ line }</span>{ "\n" }</> }
}

/// Puts the caret on the line.
fn to_line(arg: &str, sight: &Sight) -> Html {
    let place = Place::Flag(arg.to_owned());
    html! {
        <button type="button" class="server-to" onclick={sight.say.reform(move |_| Msg::Look(place.clone()))} aria-label={format!("Go to {arg}")}><code>{ arg }</code></button>
    }
}

fn missing_file(path: String, flag: &'static str, sight: &Sight) -> Html {
    let label = format!("Add the file {path}");
    let text = html! { <><code>{ &path }</code>{ " does not exist, and " }<code>{ "--" }{ flag }</code>{ " names it." }</> };
    let add = sight.say.reform(move |_| {
        let place = Place::File(path.clone(), None);
        Msg::ChangeAndLook(Edit::File(path.clone(), Some(file_template(flag).to_owned())), place)
    });
    offer(text, "Add it", label, add)
}

fn explanation(sight: &Sight) -> Html {
    let ignored = ignored(sight);
    html! {
        <>
            { "One flag a line, as in the manifest, or a whole list pasted from it." }
            if !ignored.is_empty() {
                { " Accepted and ignored, for they have nothing to do with authentication: " }
                { ignored.join(", ") }{ "." }
            }
        </>
    }
}

//! The left column: what is to be minted, in fields and as JSON.

use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, TargetCast, classes, html};

use super::fields::{self, Field, Shape};
use super::model::{Change, Model};
use super::page::Hands;
use crate::lab::{Algorithm, BootstrapWish, CertificateWish, Issuer, KeyKind, SigningWish, TokenWish, Wish};
use crate::ui::browser;

pub fn view(model: &Model, hands: &Hands) -> Html {
    let body = match &model.wish {
        None => html! { <p class="quiet">{ "Making keys…" }</p> },
        Some(Wish::Token(wish)) => token(wish, model, hands),
        Some(Wish::Bootstrap(wish)) => bootstrap(wish, hands),
        Some(Wish::Certificate(wish)) => certificate(wish, model, hands),
        Some(Wish::Signing(wish)) => signing(wish, model, hands),
    };
    let start_over = hands.change.reform(|_| Change::StartOver(browser::random_hex()));
    html! {
        <section class="card" aria-label="What is minted">
            <header>
                <h3>{ model.kind.title() }</h3><span class="grow"></span>
                <button type="button" class="link small" onclick={start_over}>{ "Start over with new keys" }</button>
            </header>
            <div class="body lab-form">{ body }</div>
        </section>
    }
}

fn token(wish: &TokenWish, model: &Model, hands: &Hands) -> Html {
    let before = wish.algorithm;
    let algorithm = hands.change.reform(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        Change::Algorithm(Algorithm::from_name(&chosen).unwrap_or(before))
    });
    let signer = hands.change.reform(|event: Event| {
        Change::OtherSigner(event.target_unchecked_into::<HtmlSelectElement>().value() == "other")
    });
    let claims = serde_json::from_str(&wish.claims).ok();
    let published = wish.algorithm.name().starts_with(['R', 'P']);
    html! {
        <>
            <div class="lab-row">
                <label class="lab-field"><span>{ "Signed with" }</span>
                    <select onchange={algorithm}>
                        { for Algorithm::ALL.into_iter().map(|one| html! {
                            <option value={one.name()} selected={one == wish.algorithm}>{ one.name() }</option>
                        }) }
                    </select>
                </label>
                <label class="lab-field"><span>{ "Signer" }</span>
                    <select onchange={signer}>
                        <option value="lab" selected={!wish.other_signer}>{ "the key that the server trusts" }</option>
                        <option value="other" selected={wish.other_signer}>{ "another key" }</option>
                    </select>
                </label>
            </div>
            if published {
                <p class="quiet small">{ "RSA keys take too long to make in a browser. These are the site's published demo keys: everybody has them." }</p>
            }
            <fieldset class="lab-claims">
                <legend>{ "Claims" }</legend>
                { match &claims {
                    Some(claims) => fields::of(wish.kind).iter().map(|field| claim(field, claims, hands)).collect::<Html>(),
                    None => html! { <p class="quiet small">{ "The claims below are no JSON object, so there are no fields for them. Nothing of what you typed is lost." }</p> },
                } }
            </fieldset>
            { json("header", "Header (JSON)", &wish.header, 5, model, hands.change.reform(Change::Header)) }
            { json("claims", "Claims (JSON)", &wish.claims, 14, model, hands.change.reform(Change::Claims)) }
        </>
    }
}

fn claim(field: &'static Field, claims: &serde_json::Map<String, serde_json::Value>, hands: &Hands) -> Html {
    let value = field.get(claims);
    let absent = value.is_none();
    let text = value.unwrap_or_default();
    let id = field.id();
    let typed = hands.change.reform(move |text: String| Change::Claim(field, text));
    if field.shape == Shape::Flag {
        let checked = text == "true";
        let onchange = typed
            .reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked().to_string());
        return html! {
            <label class="lab-check"><input type="checkbox" {id} {checked} {onchange} />{ field.label }</label>
        };
    }
    let note = (field.shape == Shape::Time).then(|| times(field.label, &text, &typed));
    html! {
        <div class="lab-field">
            <label for={id.clone()}>{ field.label }</label>
            <input {id} class="code" value={text} placeholder={absent.then_some("not in the claims")}
                spellcheck="false" autocapitalize="off" autocomplete="off" oninput={typed.reform(input)} />
            { for note }
        </div>
    }
}

/// The time for a person, and other times at hand.
fn times(label: &str, seconds: &str, typed: &Callback<String>) -> Html {
    let offer = |word: &'static str, after: i64| {
        let onclick = typed.reform(move |_| (browser::clock().timestamp() + after).to_string());
        html! { <button type="button" class="try" aria-label={format!("{label}: {word}")} {onclick}>{ word }</button> }
    };
    html! {
        <p class="lab-times">
            <span class="quiet">{ fields::moment(seconds).unwrap_or_else(|| "no time".to_owned()) }</span>
            { offer("an hour ago", -3600) }{ offer("in an hour", 3600) }{ offer("in a year", 31_536_000) }
        </p>
    }
}

fn json(
    field: &'static str,
    label: &str,
    text: &str,
    rows: usize,
    model: &Model,
    typed: Callback<String>,
) -> Html {
    area(field, label, text, rows, "", model, typed)
}

fn area(
    field: &'static str,
    label: &str,
    text: &str,
    rows: usize,
    placeholder: &'static str,
    model: &Model,
    typed: Callback<String>,
) -> Html {
    let id = format!("lab-area-{field}");
    let problem = model.problem(field);
    let described = problem.map(|_| format!("lab-problem-{field}"));
    let oninput =
        typed.reform(|event: InputEvent| event.target_unchecked_into::<HtmlTextAreaElement>().value());
    html! {
        <div class={classes!("lab-field", "wide", problem.map(|_| "wrong"))}>
            <label for={id.clone()}>{ label }</label>
            <textarea {id} class="code" rows={rows.to_string()} {placeholder} value={text.to_owned()} spellcheck="false"
                autocapitalize="off" autocomplete="off" {oninput}
                aria-invalid={problem.map(|_| "true")} aria-describedby={described} />
            { fault(field, model) }
        </div>
    }
}

/// What is wrong with a field, and where.
pub fn fault(field: &str, model: &Model) -> Html {
    let Some(problem) = model.problem(field) else { return Html::default() };
    let place =
        problem.line.zip(problem.column).map(|(line, column)| format!("Line {line}, column {column}: "));
    html! { <p class="bad small" id={format!("lab-problem-{field}")} role="alert">{ place }{ &problem.message }</p> }
}

fn input(event: InputEvent) -> String {
    event.target_unchecked_into::<HtmlInputElement>().value()
}

/// A line to type in. `set` writes what was typed into the wish.
fn line<W: Clone + 'static>(
    (id, label, value): (&'static str, &'static str, &str),
    wish: &W,
    set: fn(&mut W, String),
    done: &Callback<W>,
    problem: Html,
) -> Html {
    let wish = wish.clone();
    let oninput = done.reform(move |event: InputEvent| {
        let mut wish = wish.clone();
        set(&mut wish, input(event));
        wish
    });
    let id = format!("lab-{id}");
    html! {
        <div class="lab-field">
            <label for={id.clone()}>{ label }</label>
            <input {id} class="code" value={value.to_owned()} spellcheck="false" autocapitalize="off" autocomplete="off" {oninput} />
            { problem }
        </div>
    }
}

fn check<W: Clone + 'static>(
    label: &'static str,
    checked: bool,
    wish: &W,
    set: fn(&mut W, bool),
    done: &Callback<W>,
) -> Html {
    let wish = wish.clone();
    let onchange = done.reform(move |event: Event| {
        let mut wish = wish.clone();
        set(&mut wish, event.target_unchecked_into::<HtmlInputElement>().checked());
        wish
    });
    html! { <label class="lab-check"><input type="checkbox" {checked} {onchange} />{ label }</label> }
}

fn bootstrap(wish: &BootstrapWish, hands: &Hands) -> Html {
    let done = hands.change.reform(Change::Bootstrap);
    let none = Html::default;
    html! {
        <>
            { line(("id", "Id (six letters and digits)", &wish.id), wish, |wish, text| wish.id = text, &done, none()) }
            { line(("secret", "Secret (sixteen)", &wish.secret), wish, |wish, text| wish.secret = text, &done, none()) }
            { line(("expiration", "Expiration", &wish.expiration), wish, |wish, text| wish.expiration = text, &done, none()) }
            { line(("groups", "Extra groups", &wish.groups), wish, |wish, text| wish.groups = text, &done, none()) }
            { check("May be used for authentication", wish.authentication, wish, |wish, on| wish.authentication = on, &done) }
        </>
    }
}

fn certificate(wish: &CertificateWish, model: &Model, hands: &Hands) -> Html {
    let done = hands.change.reform(Change::Certificate);
    let choose = |set: fn(&mut CertificateWish, usize)| {
        let wish = wish.clone();
        done.reform(move |event: Event| {
            let mut wish = wish.clone();
            set(
                &mut wish,
                event.target_unchecked_into::<HtmlSelectElement>().selected_index().max(0) as usize,
            );
            wish
        })
    };
    let issuer = choose(|wish, at| wish.issuer = Issuer::ALL.get(at).copied().unwrap_or(Issuer::Lab));
    let key = choose(|wish, at| wish.key = KeyKind::ALL.get(at).copied().unwrap_or(KeyKind::P256));
    let lines = |set: fn(&mut CertificateWish, String)| {
        let wish = wish.clone();
        done.reform(move |text: String| {
            let mut wish = wish.clone();
            set(&mut wish, text);
            wish
        })
    };
    html! {
        <>
            { line(("cn", "Common name: the username", &wish.common_name), wish, |wish, text| wish.common_name = text, &done, fault("subject", model)) }
            { line(("uid", "UID attribute", &wish.uid), wish, |wish, text| wish.uid = text, &done, Html::default()) }
            { area("organizations", "Organizations: the groups, one a line", &wish.organizations, 3, "", model, lines(|wish, text| wish.organizations = text)) }
            { line(("from", "Valid from", &wish.not_before), wish, |wish, text| wish.not_before = text, &done, fault("notBefore", model)) }
            { line(("until", "Valid until", &wish.not_after), wish, |wish, text| wish.not_after = text, &done, fault("notAfter", model)) }
            <label class="lab-field wide"><span>{ "Signed by" }</span>
                <select onchange={issuer}>
                    { for Issuer::ALL.into_iter().map(|one| html! { <option selected={one == wish.issuer}>{ one.title() }</option> }) }
                </select>
            </label>
            <label class="lab-field wide"><span>{ "Its key" }</span>
                <select onchange={key}>
                    { for KeyKind::ALL.into_iter().map(|one| html! { <option selected={one == wish.key}>{ one.title() }</option> }) }
                </select>
            </label>
            <fieldset class="lab-checks wide">
                <legend>{ "Uses" }</legend>
                { check("client authentication", wish.client_auth, wish, |wish, on| wish.client_auth = on, &done) }
                { check("server authentication", wish.server_auth, wish, |wish, on| wish.server_auth = on, &done) }
                { check("digital signature", wish.digital_signature, wish, |wish, on| wish.digital_signature = on, &done) }
                { check("key encipherment", wish.key_encipherment, wish, |wish, on| wish.key_encipherment = on, &done) }
            </fieldset>
            { area("names", "Alternative names, one a line", &wish.names, 2, "DNS:name, IP:192.0.2.7, email:…, URI:…", model, lines(|wish, text| wish.names = text)) }
        </>
    }
}

fn signing(wish: &SigningWish, model: &Model, hands: &Hands) -> Html {
    let typed = hands.change.reform(|request| Change::Signing(SigningWish { request }));
    html! {
        <>
            { area("request", "A request (CSR) in PEM, or the manifest of a CertificateSigningRequest", &wish.request, 16, "-----BEGIN CERTIFICATE REQUEST-----", model, typed) }
            <p class="quiet small wide">{ "It is signed as an approved request would be: for its subject, its key and its alternative names; all other extensions are left out. A manifest says what it may be used for and for how long; PEM alone is taken for a client of one year. The request needs no private key, so never paste one." }</p>
        </>
    }
}

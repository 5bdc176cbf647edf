//! Who is on WhatsApp, and under which number in truth.

use leadsmart_ports::whatsapp::{Contact, LineFailure};
use whatsapp_rust::features::IsOnWhatsAppResult;
use whatsapp_rust::{Client, Jid};

use crate::address;
use crate::failure::line_failure;

/// How many are asked for at once.
const AT_ONCE: usize = 50;

/// One answer for each number, in their order.
///
/// The service answers with the number that is somebody's in truth, and not with the one that was asked for. Whose answer it is, is
/// clear where both are the same; the others are asked for one by one.
pub(crate) async fn look_up(
    client: &Client,
    numbers: &[String],
) -> Result<Vec<Option<Contact>>, LineFailure> {
    let mut answers = Vec::with_capacity(numbers.len());
    for some in numbers.chunks(AT_ONCE) {
        let found = ask(client, some).await?;
        for number in some {
            let same = found.iter().find(|result| result.jid.user.as_str() == number);
            answers.push(match same {
                Some(result) => contact(result),
                None if some.len() == 1 => found.first().and_then(contact),
                None => ask(client, std::slice::from_ref(number)).await?.first().and_then(contact),
            });
        }
    }
    Ok(answers)
}

async fn ask(client: &Client, numbers: &[String]) -> Result<Vec<IsOnWhatsAppResult>, LineFailure> {
    let jids: Vec<Jid> = numbers.iter().map(|number| Jid::pn(number.as_str())).collect();
    client.contacts().is_on_whatsapp(&jids).await.map_err(|error| line_failure(&error))
}

fn contact(result: &IsOnWhatsAppResult) -> Option<Contact> {
    if !result.is_registered {
        return None;
    }
    let same = result.lid.as_ref().or(result.pn_jid.as_ref());
    let name = result.verified_name.as_ref().and_then(|verified| verified.name.clone());
    Some(Contact { chat: address::chat(&result.jid, same)?, name })
}

//! Sending a message.

use jiff::Timestamp;
use leadsmart_ports::whatsapp::{LineFailure, Outbound, OutboundContent, SendFailure};
use whatsapp_rust::send::SendError;
use whatsapp_rust::wacore_binary::Node;
use whatsapp_rust::{Client, Jid, NodeFilter, SendOptions};

use crate::address::{self, Own};
use crate::failure::line_failure;
use crate::outbound::{Route, message};
use crate::{files, lookup};

/// Hands a message to the service.
pub(crate) async fn send(client: &Client, outbound: &Outbound, now: Timestamp) -> Result<(), SendFailure> {
    let refused = |why: &str| SendFailure::Line(LineFailure::Refused(why.to_owned()));
    let to = address::jid(&outbound.chat).ok_or_else(|| refused("nobody to send it to"))?;
    let stored = match &outbound.content {
        OutboundContent::Media { upload, .. } => Some(Box::pin(files::upload(client, upload)).await?),
        _ => None,
    };
    let own = Own::new(client.pn(), client.lid());
    let route = Route { to: &to, own: &own, now: now.as_millisecond() };
    let message = message(outbound, stored, &route);
    // The library says that it was sent also when it could be encrypted for nobody; what went out tells.
    let mut out = client.wait_for_sent_node(NodeFilter::tag("message").attr("id", outbound.id.as_str()));
    let options = SendOptions::default().with_message_id(outbound.id.as_str());
    let sent = Box::pin(client.send_message_with_options(to.clone(), message, options)).await;
    sent.map_err(|error| failure(&error))?;
    match out.try_recv() {
        Ok(Some(node)) if !reaches_somebody(&node, &own) => nobody(client, outbound, &to).await,
        _ => Ok(()),
    }
}

/// Whether a message was encrypted for anybody but this number's own devices.
fn reaches_somebody(node: &Node, own: &Own) -> bool {
    // A group's is encrypted once for all.
    if node.get_optional_child("enc").is_some() {
        return true;
    }
    let Some(devices) = node.get_optional_child("participants").and_then(Node::children) else {
        return false;
    };
    devices.iter().any(|device| {
        let jid = device.attrs().optional_jid("jid");
        jid.is_some_and(|jid| !own.is(&jid.to_string())) && device.get_optional_child("enc").is_some()
    })
}

/// Nobody was reached: is there nobody?
async fn nobody(client: &Client, outbound: &Outbound, to: &Jid) -> Result<(), SendFailure> {
    let own = Own::new(client.pn(), client.lid());
    if own.is(&to.to_string()) {
        // A note to oneself reaches only own devices.
        return Ok(());
    }
    if let Some(number) = &outbound.chat.number {
        let found = lookup::look_up(client, std::slice::from_ref(number)).await?;
        if found.iter().all(Option::is_none) {
            return Err(SendFailure::NotOnWhatsApp);
        }
    }
    Err(SendFailure::NoDevice)
}

fn failure(error: &SendError) -> SendFailure {
    match error {
        SendError::NotLoggedIn => LineFailure::NotLinked.into(),
        SendError::InvalidRequest(why) => LineFailure::Refused(why.clone()).into(),
        other => line_failure(other).into(),
    }
}

//! The conversations of the sample clinic, over a number that is not linked: nothing of it can be sent.

use jiff::{SignedDuration, Timestamp};
use leadsmart_contract::ids::{CompanyId, InstanceId, MemberId};
use leadsmart_contract::language::Language;
use leadsmart_contract::messages::MessageState;
use leadsmart_contract::quick_replies::CreateQuickReply;
use leadsmart_contract::texts;
use leadsmart_contract::threads::{CreateNote, ThreadStatus};
use leadsmart_contract::values::MessageText;
use leadsmart_ports::whatsapp::Chat;

use super::clinic::name;
use super::diary::phone_digits;
use crate::context::Write;
use crate::error::Result;
use crate::messages::model::{KeptContent, NewMessage};
use crate::stored::stored;
use crate::{instances, messages, quick_replies, threads};

/// Words in the language of who explores.
type Words = fn(Language) -> &'static str;

/// One message: minutes ago, whether from the clinic, the words.
type Line = (i64, bool, Words);

/// A conversation: the place of the client in the list, how it stands, whether somebody answers it, the messages.
struct Talk {
    client: usize,
    status: ThreadStatus,
    answered: bool,
    lines: &'static [Line],
}

const TALKS: [Talk; 6] = [
    Talk {
        client: 0,
        status: ThreadStatus::Open,
        answered: false,
        lines: &[(190, false, maria_1), (172, true, maria_2), (9, false, maria_3), (8, false, maria_4)],
    },
    Talk { client: 3, status: ThreadStatus::Open, answered: false, lines: &[(26, false, paulo_1)] },
    Talk {
        client: 7,
        status: ThreadStatus::Waiting,
        answered: true,
        lines: &[(310, false, rui_1), (302, true, rui_2), (300, true, rui_3)],
    },
    Talk {
        client: 12,
        status: ThreadStatus::Resolved,
        answered: true,
        lines: &[(1_500, true, confirm), (1_477, false, yes), (1_475, true, see_you)],
    },
    Talk {
        client: 18,
        status: ThreadStatus::Resolved,
        answered: true,
        lines: &[(2_900, false, gustavo_1), (2_880, true, gustavo_2), (2_870, false, thanks)],
    },
    Talk { client: 24, status: ThreadStatus::Waiting, answered: true, lines: &[(1_420, true, confirm)] },
];

/// Furnishes the chats, as the owner.
pub(super) async fn fill(write: &mut Write, company: CompanyId) -> Result<()> {
    let member = write.context.member()?.id;
    let language = write.context.language;
    let number = write.context.new_id();
    let (entered, called) = (before(write, 60 * 24 * 30), name(number_name(language))?);
    instances::enter(write.connection(), company, number, &called, entered).await?;
    for (place, talk) in TALKS.iter().enumerate() {
        converse(write, (company, number), member, talk, place == 0).await?;
    }
    let kept: [(&str, Words); 4] = [
        (confirm_key(language), confirm_reply),
        (address_key(language), address_reply),
        (late_key(language), late_reply),
        (prices_key(language), prices_reply),
    ];
    for (shortcut, text) in kept {
        let text = stored("sample reply", MessageText::parse(text(language)))?;
        let command = CreateQuickReply { company_id: company, shortcut: name(shortcut)?, text };
        quick_replies::commands::create(write, command).await?;
    }
    Ok(())
}

async fn converse(
    write: &mut Write,
    place: (CompanyId, InstanceId),
    member: MemberId,
    talk: &Talk,
    noted: bool,
) -> Result<()> {
    let context = write.context.clone();
    let chat = Chat { number: Some(phone_digits(talk.client)), ..Chat::default() };
    let thread = threads::meet(write.connection(), &context, place, &chat, None, false).await?;
    let came_last = talk.lines.iter().rev().take_while(|(_, from_me, _)| !from_me).count();
    for (index, (minutes, from_me, words)) in talk.lines.iter().enumerate() {
        let wire_id = format!("SAMPLE{}{index}", talk.client);
        let message = NewMessage {
            id: messages::id_of(thread.id, &wire_id, *from_me),
            thread: thread.id,
            wire_id,
            from_me: *from_me,
            member: from_me.then_some(member),
            at: before(write, *minutes),
            content: KeptContent::text(words(context.language)),
            quote: None,
            state: if *from_me { MessageState::Read } else { MessageState::Received },
            unread: talk.lines.len() - index <= came_last,
            waited: false,
            send_at: None,
        };
        messages::receive(write.connection(), place.0, &message, None).await?;
    }
    let assignee = talk.answered.then_some(member);
    threads::set(write.connection(), &thread, talk.status, assignee).await?;
    if noted {
        let text = stored("sample note", MessageText::parse(note(context.language)))?;
        let command = CreateNote { company_id: place.0, thread_id: thread.id, text };
        threads::notes::create(write, command).await?;
    }
    Ok(())
}

fn before(write: &Write, minutes: i64) -> Timestamp {
    write.context.now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MIN)
}

texts! {
    number_name: "Recepção", "Front desk", "Recepción";
    maria_1: "Bom dia! Vocês têm horário para limpeza de pele esta semana?", "Good morning! Do you have a time for a facial this week?",
        "¡Buenos días! ¿Tienen hora para limpieza facial esta semana?";
    maria_2: "Bom dia, Maria! Temos quinta às 10:00 e sexta às 15:30. Qual prefere?", "Good morning, Maria! Thursday at 10:00 or Friday at 15:30. Which one?",
        "¡Buenos días, María! Jueves a las 10:00 o viernes a las 15:30. ¿Cuál prefiere?";
    maria_3: "Sexta às 15:30 está ótimo 😊", "Friday at 15:30 is great 😊", "El viernes a las 15:30 está perfecto 😊";
    maria_4: "Preciso chegar antes?", "Should I come earlier?", "¿Debo llegar antes?";
    paulo_1: "Oi, vou me atrasar uns 10 minutos hoje, tudo bem?", "Hi, I will be about 10 minutes late today, is that all right?",
        "Hola, hoy llegaré unos 10 minutos tarde, ¿está bien?";
    rui_1: "Quanto custa a avaliação?", "How much is the evaluation?", "¿Cuánto cuesta la evaluación?";
    rui_2: "Olá, Rui! A avaliação dura uma hora e custa R$ 180.", "Hello, Rui! The evaluation takes an hour and costs R$ 180.",
        "¡Hola, Rui! La evaluación dura una hora y cuesta R$ 180.";
    rui_3: "Quer que eu reserve um horário?", "Shall I book a time for you?", "¿Quiere que le reserve una hora?";
    confirm: "Olá! Podemos confirmar seu horário de amanhã?", "Hello! Can we confirm your appointment tomorrow?", "¡Hola! ¿Confirmamos su cita de mañana?";
    yes: "Confirmado!", "Confirmed!", "¡Confirmado!";
    see_you: "Obrigada, até amanhã!", "Thank you, see you tomorrow!", "¡Gracias, hasta mañana!";
    gustavo_1: "Vocês atendem pelo convênio?", "Do you take health insurance?", "¿Atienden por seguro médico?";
    gustavo_2: "Atendemos particular e emitimos recibo para reembolso.", "We attend privately and issue a receipt for your refund.",
        "Atendemos de forma particular y emitimos recibo para reembolso.";
    thanks: "Perfeito, obrigado!", "Perfect, thanks!", "¡Perfecto, gracias!";
    note: "Prefere as sextas à tarde.", "Prefers Friday afternoons.", "Prefiere los viernes por la tarde.";
    confirm_key: "confirmar", "confirm", "confirmar";
    confirm_reply: "Olá, {primeiro_nome}! Podemos confirmar seu horário em {data} às {hora}?", "Hello, {first_name}! Can we confirm your appointment on {date} at {time}?",
        "¡Hola, {primer_nombre}! ¿Confirmamos su cita del {fecha} a las {hora}?";
    address_key: "endereço", "address", "dirección";
    address_reply: "Estamos em {endereco}. Esperamos você!", "We are at {address}. See you there!", "Estamos en {direccion}. ¡Le esperamos!";
    late_key: "atraso", "late", "retraso";
    late_reply: "Tudo bem, {primeiro_nome}! Avisamos {profissional}.", "That is fine, {first_name}! We have told {professional}.",
        "¡Está bien, {primer_nombre}! Le avisamos a {profesional}.";
    prices_key: "valores", "prices", "precios";
    prices_reply: "Olá, {primeiro_nome}! Qual serviço você procura? Já envio os valores da {empresa}.", "Hello, {first_name}! Which service are you looking for? I will send you the prices of {company}.",
        "¡Hola, {primer_nombre}! ¿Qué servicio busca? Enseguida le envío los precios de {empresa}.";
}

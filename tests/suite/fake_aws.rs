//! An endpoint on loopback that answers as a test says: what emulators never do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// One call, as far as it tells which it is.
#[derive(Debug)]
pub struct Call {
    /// `ec2`, as the signature names it.
    pub service: String,
    /// `CreateVpc`; for services that are spoken to in paths, `PUT /bucket`.
    pub action: String,
    /// What was sent.
    pub body: String,
}

/// Status, content type and body.
pub type Answer = (u16, &'static str, String);

/// The account that [`identity`] belongs to.
pub const ACCOUNT: &str = "123456789012";

const REQUEST_ID: &str = "5f1c0a2e-0000-4000-8000-000000000000";

/// Answers of STS to who asks who they are.
pub fn identity() -> Answer {
    let body = format!(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/night</Arn><UserId>AIDAEXAMPLE</UserId>\
         <Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    );
    (200, "text/xml", body)
}

/// An error in the form of the service that it is asked of.
pub fn error(service: &str, status: u16, code: &str, message: &str) -> Answer {
    let body = match service {
        "ec2" => format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>{REQUEST_ID}</RequestID>\
             </Response>"
        ),
        _ => format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
        ),
    };
    (status, "text/xml", body)
}

/// Starts the endpoint; it ends with the test's process. Gives its address and the number of calls so far.
pub fn serve(answer: impl Fn(&Call) -> Answer + Send + Sync + 'static) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, answer) = (asked.clone(), Arc::new(answer));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            thread::spawn(move || reply(stream, &*answer));
        }
    });
    (format!("http://{address}"), asked)
}

/// Reads one request, answers it and hangs up.
fn reply(mut stream: TcpStream, answer: &dyn Fn(&Call) -> Answer) {
    let Some(call) = read(&stream) else { return };
    let (status, content, body) = answer(&call);
    let head = format!("HTTP/1.1 {status} Told\r\nContent-Type: {content}\r\nConnection: close\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).ok();
}

fn read(stream: &TcpStream) -> Option<Call> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        (reader.read_line(&mut line).unwrap_or(0) > 0).then(|| line.trim_end().to_owned())
    };
    let first = line()?;
    let (mut length, mut service, mut target) = (0, String::new(), None);
    while let Some(header) = line().filter(|l| !l.is_empty()) {
        let (name, value) = header.split_once(':')?;
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().unwrap_or(0),
            // Credential=KEY/DATE/REGION/SERVICE/aws4_request
            "authorization" => service = value.split('/').nth(3).unwrap_or_default().to_owned(),
            "x-amz-target" => target = value.trim().rsplit('.').next().map(str::to_owned),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let form = body.split('&').find_map(|pair| pair.strip_prefix("Action=")).map(str::to_owned);
    let path = || first.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ");
    Some(Call { service, action: target.or(form).unwrap_or_else(path), body })
}

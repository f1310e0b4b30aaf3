//! What AWS refuses: each class of error with its place, its cause and what to do next. The snapshots are what a person sees at night.

use crate::bad_input::shown;
use crate::fake_aws::{Answer, Call, error, identity, serve};
use crate::harness::{Project, Run};
use std::path::Path;
use std::process::Command;

/// Few attempts, so that what is tried again ends soon.
const PROVIDER: &str = "provider \"aws\" {\n  max_retries = 2\n}\n\n";

const VPC: &str = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";

const SUBNET: &str = "resource \"aws_subnet\" \"main\" {\n  vpc_id     = \"vpc-0a1b2c3d\"\n  cidr_block = \"10.0.0.0/24\"\n}\n";

const GROUP: &str = "resource \"aws_iam_group\" \"main\" {\n  name = \"night\"\n}\n";

fn plan(text: &str) -> Project {
    let project = Project::offline();
    project.write("main.tf", &format!("{PROVIDER}{text}"));
    project
}

/// Waits of our own last no longer than a blink.
fn hurried(project: &Project, arguments: &[&str], endpoint: &str) -> Run {
    let mut command: Command = project.provision(arguments);
    Run::of(command.env("AWS_ENDPOINT_URL", endpoint).env("PROVISION_TEST_TIME_SCALE", "0.001"))
}

/// Applies a plan to an endpoint that knows the caller and answers the call of this name with an error.
#[track_caller]
fn refused(
    name: &str,
    text: &str,
    at: (&'static str, &'static str),
    told: (u16, &'static str, &'static str),
) {
    let (service, action) = at;
    let (endpoint, _) = serve(move |call: &Call| match (call.service.as_str(), call.action.as_str()) {
        ("sts", _) => identity(),
        (s, a) if s == service && a == action => error(service, told.0, told.1, told.2),
        (s, a) => nothing(s, a),
    });
    let project = plan(text);
    let run = hurried(&project, &["apply", "--auto-approve"], &endpoint);
    assert!([1, 3].contains(&run.code), "{run:?}");
    shown(name, &project, &run);
}

/// Nothing is there, whoever asks.
fn nothing(service: &str, action: &str) -> Answer {
    match service {
        "iam" => error("iam", 404, "NoSuchEntity", "The group with name night cannot be found."),
        _ => (200, "text/xml", format!("<{action}Response><requestId>r</requestId></{action}Response>")),
    }
}

#[test]
fn access_denied() {
    refused(
        "aws_access_denied",
        VPC,
        ("ec2", "CreateVpc"),
        (
            403,
            "UnauthorizedOperation",
            "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/night is not authorized to perform: \
             ec2:CreateVpc on resource: arn:aws:ec2:ap-northeast-2:123456789012:vpc/* because no identity-based policy allows the \
             ec2:CreateVpc action",
        ),
    );
}

/// They ran out while the plan was carried out.
#[test]
fn expired_token() {
    refused("aws_expired_token", VPC, ("ec2", "CreateVpc"), (400, "RequestExpired", "Request has expired."));
}

#[test]
fn throttled() {
    refused(
        "aws_throttled",
        VPC,
        ("ec2", "CreateVpc"),
        (503, "RequestLimitExceeded", "Request limit exceeded."),
    );
}

#[test]
fn limit_exceeded() {
    refused(
        "aws_limit_exceeded",
        VPC,
        ("ec2", "CreateVpc"),
        (400, "VpcLimitExceeded", "The maximum number of VPCs has been reached."),
    );
}

#[test]
fn conflict() {
    refused(
        "aws_conflict",
        GROUP,
        ("iam", "CreateGroup"),
        (
            409,
            "ConcurrentModification",
            "The request was rejected because multiple requests to change this object were submitted simultaneously.",
        ),
    );
}

#[test]
fn exists() {
    refused(
        "aws_exists",
        GROUP,
        ("iam", "CreateGroup"),
        (409, "EntityAlreadyExists", "Group with name night already exists."),
    );
}

#[test]
fn not_found() {
    refused(
        "aws_not_found",
        SUBNET,
        ("ec2", "CreateSubnet"),
        (400, "InvalidVpcID.NotFound", "The vpc ID 'vpc-0a1b2c3d' does not exist"),
    );
}

#[test]
fn validation() {
    refused(
        "aws_validation",
        VPC,
        ("ec2", "CreateVpc"),
        (400, "InvalidVpc.Range", "The CIDR '10.0.0.0/16' is invalid."),
    );
}

#[test]
fn service_unavailable() {
    refused(
        "aws_service_unavailable",
        VPC,
        ("ec2", "CreateVpc"),
        (503, "Unavailable", "The service is unavailable. Please try again shortly."),
    );
}

/// What a service that is being mended answers may be no answer of an API at all.
#[test]
fn no_answer_of_an_api() {
    let (endpoint, _) = serve(|call: &Call| match call.service.as_str() {
        "sts" => identity(),
        _ => (502, "text/html", "<html><body>Bad Gateway</body></html>".into()),
    });
    let project = plan(VPC);
    let run = hurried(&project, &["apply", "--auto-approve"], &endpoint).expect(&[1]);
    shown("aws_no_answer_of_an_api", &project, &run);
}

/// Something that nobody knows of still stands in the VPC that is to go.
#[test]
fn dependency_violation() {
    const FOUND: &str = "<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-0a1b2c3d</vpcId><state>available</state>\
                         <cidrBlock>10.0.0.0/16</cidrBlock><ownerId>123456789012</ownerId></item></vpcSet></DescribeVpcsResponse>";
    let (endpoint, _) = serve(|call: &Call| match (call.service.as_str(), call.action.as_str()) {
        ("sts", _) => identity(),
        (_, "DescribeVpcs") => (200, "text/xml", FOUND.into()),
        (_, "DeleteVpc") => error(
            "ec2",
            400,
            "DependencyViolation",
            "The vpc 'vpc-0a1b2c3d' has dependencies and cannot be deleted.",
        ),
        (service, action) => nothing(service, action),
    });
    let project = plan(VPC);
    hurried(&project, &["import", "aws_vpc.main", "vpc-0a1b2c3d"], &endpoint).ok();
    let run = hurried(&project, &["destroy", "--auto-approve"], &endpoint).expect(&[1]);
    shown("aws_dependency_violation", &project, &run);
    assert_eq!(project.run(&["state", "list"]).ok().out, "aws_vpc.main\n", "it is still there");
}

#[test]
fn endpoint_unreachable() {
    let project = plan(VPC);
    let run = hurried(&project, &["apply", "--auto-approve"], "http://127.0.0.1:1").expect(&[1]);
    shown("aws_endpoint_unreachable", &project, &run);
}

/// Something stands between us and AWS, or the address is not what it says it is: an endpoint that does not speak TLS.
#[test]
fn tls() {
    let (endpoint, _) = serve(|_: &Call| identity());
    let project = plan(VPC);
    let endpoint = endpoint.replace("http://", "https://");
    let run = hurried(&project, &["apply", "--auto-approve"], &endpoint).expect(&[1]);
    shown("aws_tls", &project, &run);
}

/// A certificate that nobody vouches for: that of a proxy which reads along, most often.
#[test]
fn tls_certificate() {
    let project = plan(VPC);
    project.write("certificate/main.tf", CERTIFICATE);
    Run::of(project.provision(&["apply", "--auto-approve"]).current_dir(project.dir().join("certificate")))
        .ok();
    let server = TlsServer::start(&project.dir().join("certificate"));
    let run = hurried(&project, &["apply", "--auto-approve"], &server.endpoint).expect(&[1]);
    shown("aws_tls_certificate", &project, &run);
}

const CERTIFICATE: &str = r#"resource "tls_private_key" "main" {
  algorithm   = "ECDSA"
  ecdsa_curve = "P256"
}

resource "tls_self_signed_cert" "main" {
  private_key_pem       = tls_private_key.main.private_key_pem
  validity_period_hours = 1
  allowed_uses          = ["server_auth"]
  ip_addresses          = ["127.0.0.1"]

  subject {
    common_name = "proxy"
  }
}

resource "local_sensitive_file" "both" {
  filename = "${path.module}/server.pem"
  content  = "${tls_private_key.main.private_key_pem}${tls_self_signed_cert.main.cert_pem}"
}
"#;

/// Python's TLS with the certificate that lies in a directory.
struct TlsServer {
    child: std::process::Child,
    endpoint: String,
}

impl TlsServer {
    fn start(dir: &Path) -> TlsServer {
        use std::io::{BufRead, BufReader};
        const CODE: &str = "import socket, ssl\n\
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\n\
            context.load_cert_chain('server.pem')\n\
            server = context.wrap_socket(socket.create_server(('127.0.0.1', 0)), server_side=True)\n\
            print(server.getsockname()[1], flush=True)\n\
            while True:\n    \
                try:\n        server.accept()\n    \
                except OSError:\n        pass\n";
        let mut python = Command::new(std::env::var_os("PROVISION_TEST_PYTHON").unwrap_or("python3".into()));
        python.args(["-c", CODE]).current_dir(dir).stdout(std::process::Stdio::piped());
        let mut child = python.spawn().expect("python3 is there");
        let mut port = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut port).expect("it tells its port");
        TlsServer { child, endpoint: format!("https://127.0.0.1:{}", port.trim()) }
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

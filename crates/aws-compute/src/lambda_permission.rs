//! `aws_lambda_permission`

use crate::lambda::{function_name, is_busy, lambda, name_and_qualifier};
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Who else may call a function. (Lambda AddPermission, RemovePermission)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_lambda_permission", seconds(1, 1))]
pub struct Permission {
    /// The id of its statement.
    #[attr(id)]
    pub id: String,
    /// What is allowed (`lambda:InvokeFunction`).
    #[attr(required, replace, validate = action)]
    pub action: String,
    /// The token that Alexa has to bring.
    #[attr(optional, replace, length(0, 256), unset = "null")]
    pub event_source_token: Option<String>,
    /// The function, by name or ARN.
    #[attr(required, replace, validate = function_name)]
    pub function_name: String,
    /// How callers of its URL prove who they are.
    #[attr(optional, replace, one_of("AWS_IAM", "NONE"), unset = "null")]
    pub function_url_auth_type: Option<String>,
    /// Who: a service, an account, a role.
    #[attr(required, replace)]
    pub principal: String,
    /// Or everybody of this organisation.
    #[attr(optional, replace, unset = "null")]
    pub principal_org_id: Option<String>,
    /// A version or an alias.
    #[attr(optional, replace, length(1, 128))]
    pub qualifier: Option<String>,
    /// The account whose resource calls.
    #[attr(optional, replace, validate = account, unset = "null")]
    pub source_account: Option<String>,
    /// The resource that calls.
    #[attr(optional, replace, arn, unset = "null")]
    pub source_arn: Option<String>,
    /// The id of its statement.
    #[attr(optional, computed, replace, validate = statement_id, conflicts("statement_id_prefix"))]
    pub statement_id: Option<String>,
    /// Start of an id that is made unique.
    #[attr(optional, computed, replace, validate = statement_id, conflicts("statement_id"))]
    pub statement_id_prefix: Option<String>,
}

fn action(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphabetic() || c == '*' || c == ':';
    match value.as_str() {
        Some(text) if !text.starts_with("lambda:") || !text.chars().all(plain) => {
            Err("must be an action of Lambda (`lambda:InvokeFunction`)".into())
        }
        _ => Ok(()),
    }
}

fn account(value: &Value) -> Result<(), String> {
    match value.as_str() {
        Some(id) if id.len() != 12 || !id.bytes().all(|b| b.is_ascii_digit()) => {
            Err("must be the 12 digits of an account".into())
        }
        _ => Ok(()),
    }
}

fn statement_id(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    match value.as_str() {
        Some(id) if id.len() > 100 || !id.chars().all(plain) => {
            Err("must be at most 100 letters, digits, hyphens and underscores".into())
        }
        _ => Ok(()),
    }
}

/// The statements of one policy: those of a function, or of a version or an alias of it.
type Statements = HashMap<String, Json>;

/// What a key says: the function and the qualifier as they are asked for, and the statement.
fn parts(key: &str) -> Result<(String, Option<String>, String), Error> {
    match key.split('/').collect::<Vec<_>>().as_slice() {
        [function, qualifier, statement] if !function.is_empty() && !statement.is_empty() => {
            let qualifier = Some((*qualifier).to_owned()).filter(|q| !q.is_empty());
            Ok(((*function).to_owned(), qualifier, (*statement).to_owned()))
        }
        _ => Err(Error::import_id(key, FORM)),
    }
}

/// What an import id looks like.
const FORM: &str = "FUNCTION/STATEMENT or FUNCTION:QUALIFIER/STATEMENT";

#[async_trait]
impl Resource for Permission {
    fn key(&self) -> Key {
        format!("{}/{}/{}", self.function_name, self.qualifier.clone().unwrap_or_default(), self.id)
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let id = name_of(&planned.statement_id, &planned.statement_id_prefix, &step.token);
        let call = lambda(cx)
            .add_permission()
            .action(&planned.action)
            .set_event_source_token(text(&planned.event_source_token))
            .function_name(&planned.function_name)
            .set_function_url_auth_type(text(&planned.function_url_auth_type).map(|t| t.as_str().into()))
            .principal(&planned.principal)
            .set_principal_org_id(text(&planned.principal_org_id))
            .set_qualifier(text(&planned.qualifier))
            .set_source_account(text(&planned.source_account))
            .set_source_arn(text(&planned.source_arn))
            .statement_id(&id);
        let _only = alone(cx).await;
        // A function that was just made may not be known everywhere yet.
        let soon = |e: &Error| e.is(&["ResourceNotFoundException"]) || is_busy(e);
        cx.retry(PROPAGATION, soon, || call.clone().send()).await?;
        Created::new(Some(Permission { id, ..planned.clone() }.key()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let of = |req: &Req<Self>| parts(&req.key).ok().map(|(function, qualifier, _)| (function, qualifier));
        let wanted: BTreeSet<(String, Option<String>)> = reqs.iter().filter_map(of).collect();
        let told = each(&wanted, 10, |(function, qualifier)| statements(cx, function, qualifier.as_deref()));
        let policies: HashMap<_, _> = wanted.iter().zip(told.await).collect();
        let one = |req: &Req<Self>| {
            let (function, qualifier, id) = parts(&req.key)?;
            let statements = match policies.get(&(function, qualifier)) {
                Some(Ok(Some(statements))) => statements,
                Some(Err(e)) => return Err(e.clone()),
                _ => return Ok(None),
            };
            Ok(statements.get(&id).map(|statement| Found::ready(told_of(req, id.clone(), statement))))
        };
        reqs.iter().map(one).collect()
    }

    async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = lambda(cx).remove_permission().function_name(&prior.function_name);
        let call = call.statement_id(&prior.id).set_qualifier(text(&prior.qualifier));
        let _only = alone(cx).await;
        cx.retry(PROPAGATION, is_busy, || call.clone().send()).await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let id = name_of(&planned.statement_id, &planned.statement_id_prefix, &intent.token);
        let qualifier = text(&planned.qualifier);
        let found = statements(cx, &planned.function_name, qualifier.as_deref()).await?;
        // A generated id follows from the token of the call, so that nobody else has it.
        let ours = intent.absent || text(&planned.statement_id).is_none();
        let there = found.is_some_and(|statements| statements.contains_key(&id));
        Ok((there && ours).then(|| Permission { id, ..planned.clone() }.key()))
    }

    fn natural_key(&self) -> Option<String> {
        let id = text(&self.statement_id)?;
        Some(Permission { id, ..self.clone() }.key())
    }

    fn parent(&self) -> Option<(&'static str, Key)> {
        Some(("aws_lambda_function", name_and_qualifier(&self.function_name).0.to_owned()))
    }

    fn import(id: &str) -> Result<Self, Error> {
        let (function, statement) = id.split_once('/').ok_or_else(|| Error::import_id(id, FORM))?;
        let (name, qualifier) = name_and_qualifier(function);
        if name.is_empty() || statement.is_empty() || statement.contains('/') {
            return Err(Error::import_id(id, FORM));
        }
        Ok(Permission {
            id: statement.to_owned(),
            function_name: name.to_owned(),
            qualifier: qualifier.map(str::to_owned),
            ..Permission::default()
        })
    }
}

/// The right to change permissions: Lambda loses some of those that come at the same time.
async fn alone(cx: &Cx) -> OwnedMutexGuard<Permissions> {
    cx.client(|_| Arc::<Mutex<Permissions>>::default()).lock_owned().await
}

/// What is changed by one at a time.
#[derive(Default)]
struct Permissions;

/// The statements of a policy by their ids; `None` where there is no policy. (Lambda GetPolicy)
async fn statements(cx: &Cx, function: &str, qualifier: Option<&str>) -> Result<Option<Statements>, Error> {
    let call = lambda(cx).get_policy().function_name(function).set_qualifier(qualifier.map(str::to_owned));
    let Some(policy) = there(call.send().await)?.and_then(|told| told.policy) else { return Ok(None) };
    let policy: Json =
        serde_json::from_str(&policy).map_err(|_| Error::incomplete("a policy that can be read"))?;
    let all = policy["Statement"].as_array().cloned().unwrap_or_default();
    Ok(Some(all.into_iter().filter_map(|s| Some((s["Sid"].as_str()?.to_owned(), s))).collect()))
}

fn told_of(req: &Req<Permission>, id: String, statement: &Json) -> Permission {
    let own = |value: &Json| value.as_str().map(str::to_owned);
    let resource = statement["Resource"].as_str().unwrap_or_default();
    let (name, qualifier) = name_and_qualifier(resource);
    let principal = &statement["Principal"];
    let principal = [&principal["AWS"], &principal["Service"], principal].into_iter().find_map(own);
    let condition = &statement["Condition"];
    // Where there is such a condition, the state has an empty text for what it does not ask for; without one, null.
    let asked =
        |by: &str, key: &str| condition[by].is_object().then(|| own(&condition[by][key]).unwrap_or_default());
    let equals = |key: &str| asked("StringEquals", key);
    let by_arn = req.prior.function_name.starts_with("arn:");
    let unqualified = match qualifier {
        Some(qualifier) => resource.strip_suffix(&format!(":{qualifier}")).unwrap_or(resource),
        None => resource,
    };
    Permission {
        action: own(&statement["Action"]).unwrap_or_default(),
        event_source_token: equals("lambda:EventSourceToken"),
        function_name: if by_arn { unqualified } else { name }.to_owned(),
        function_url_auth_type: equals("lambda:FunctionUrlAuthType"),
        principal: principal.unwrap_or_default(),
        principal_org_id: equals("aws:PrincipalOrgID"),
        qualifier: qualifier.map(str::to_owned),
        source_account: equals("AWS:SourceAccount"),
        source_arn: asked("ArnLike", "AWS:SourceArn"),
        statement_id: Some(id.clone()),
        statement_id_prefix: Some(prefix_of(&id)),
        id,
    }
}

//! What a resource type is written against. One type, one file: a struct with a derive, and this trait.

use crate::attr::Attributes;
use crate::cx::Cx;
use crate::error::Error;
use crate::tags::{TagDiff, Tags};
use async_trait::async_trait;
use provision_engine::provider::{Class, Intent, Key};
use provision_schema::{PlanCx, Sdk};
use provision_value::{Diagnostics, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// What `#[resource(..)]` or `#[data(..)]` says of a type.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// `aws_vpc`
    pub name: &'static str,
    /// Schema version.
    pub version: u64,
    /// Null and zero rules.
    pub sdk: Sdk,
    /// True where a managed type has `tags` and `tags_all`. (A data source has `tags` as a field of its own.)
    pub tags: bool,
    /// The operations of its `timeouts` block; empty where it has none.
    pub timeouts: &'static [&'static str],
    /// Median seconds that creating and deleting one takes.
    pub seconds: (f64, f64),
    /// True where a replacement makes a revision beside the old one.
    pub revisioned: bool,
    /// Error codes that mean "gone", beside those that every service uses.
    pub not_found: &'static [&'static str],
    /// One line for reference pages.
    pub doc: &'static str,
}

/// Written by the derives.
pub trait Described: Attributes {
    /// What the marks of the type say.
    const ABOUT: About;
    /// The `id` attribute.
    fn id(&self) -> &str;
    /// An object of which only the id is known.
    fn with_id(id: &str) -> Self;
}

/// What is done when the answer to a create call was lost, so that nobody knows whether it had an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It is looked for: by its tags, or by a name that was free before. The call is sent again when nothing is found. Without
    /// tags and name the error stands, and recovery looks.
    Look,
    /// It is looked for whatever else; what `locate` finds is equal in all that was asked for.
    Compare,
    /// It is sent again: it only sets something on a thing that exists, or its token makes the second the same as the first.
    Repeat,
}

/// A managed resource type.
#[async_trait]
pub trait Resource: Described {
    /// How long things take, and how often to ask.
    const WAITS: Waits = Waits::QUICK;

    /// What is done when the answer to the create call was lost.
    const LOST: Lost = Lost::Look;

    /// True where reading does not tell tags, which take a call of their own: a refresh asks the Tagging API for those of all such
    /// types together, by their `arn` (see `tagging`).
    const TAGS_APART: bool = false;

    /// Plan-time knowledge; pure. The rules of null, default and `tags_all` have been applied before.
    fn plan(_cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        Ok(())
    }

    /// What `read` and `delete` need to find it.
    fn key(&self) -> Key {
        self.id().to_owned()
    }

    /// The one call that makes the thing: with `step.tags` in it where the API tags on create, and with `step.token` where it
    /// takes one. Settings that AWS takes only afterwards live in `update`.
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error>;

    /// Reads many at once; answers stand in the order of the requests. Paginated and filtered, never by a list of ids where one
    /// missing id fails the batch.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>>;

    /// What AWS puts into a new thing by itself and what must not stay, though the plan leaves it open (the rule of a new security
    /// group that lets everything out): changes `to`, which `update` then gets, and names what it changed.
    fn undo_defaults(_planned: &Self, _to: &mut Self) -> Vec<&'static str> {
        Vec::new()
    }

    /// What a thing is right after its create call, before any update, where that follows from the call: then it is not read
    /// before `update` carries out what the call could not say. The default reads it.
    fn just_made(_planned: &Self, _key: &str, _step: &Step) -> Option<Found<Self>> {
        None
    }

    /// Changes in place. Also carries out, right after `create`, what the create call could not say: `from` is then what was read.
    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error>;

    /// The call that deletes. "Not found" and "still in use" need no handling: the framework knows them.
    async fn delete(cx: &Cx, prior: &Self, step: &Step) -> Result<(), Error>;

    /// Finds a thing whose create call's answer was lost: by natural key, by ownership tags, or in its parent.
    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error>;

    /// False for one that the provider's `default_tags` are not for.
    fn takes_default_tags(&self) -> bool {
        true
    }

    /// How long creating this very one may take, where an argument of its own says so.
    fn create_limit(&self) -> Option<Duration> {
        None
    }

    /// The name that makes a second one impossible, where the type has one.
    fn natural_key(&self) -> Option<String> {
        None
    }

    /// The thing of which this one is a part, by type and key: in one that this run made nothing has to be looked for under the
    /// natural key.
    fn parent(&self) -> Option<(&'static str, Key)> {
        None
    }

    /// What an import id tells: enough for `key`.
    fn import(id: &str) -> Result<Self, Error> {
        Ok(Self::with_id(id))
    }

    /// State attributes of an older schema version, brought to the current one.
    fn upgrade(_version: u64, attributes: serde_json::Value) -> Result<serde_json::Value, Error> {
        Ok(attributes)
    }
}

/// A data source.
#[async_trait]
pub trait DataSource: Described {
    /// Reads many at once; answers stand in the order of the configurations.
    async fn read(cx: &Cx, configs: &[Self]) -> Vec<Result<Self, Error>>;
}

/// One read.
#[derive(Clone)]
pub struct Req<R> {
    /// The key.
    pub key: Key,
    /// The object as state, plan or import holds it: what it does not hold need not be asked for one by one.
    pub prior: R,
    /// Why it is read.
    pub phase: Phase,
    /// False where the state says that it has no tags: where AWS tells tags one by one only, there is nothing to ask for.
    pub tagged: bool,
    /// On a refresh, the tags that the state holds, ownership aside; else none.
    pub tags: Tags,
}

impl<R> Req<R> {
    /// A read of what nothing is known of but this.
    pub fn new(key: impl Into<Key>, prior: R, phase: Phase) -> Req<R> {
        Req { key: key.into(), prior, phase, tagged: true, tags: Tags::new() }
    }
}

/// Why something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// To know it.
    Refresh,
    /// Right after our own create call, before any update: settings that the call does not take stand at AWS's defaults.
    Created,
    /// Right after our own update.
    Updated,
    /// To see whether it is gone: only presence and status count.
    Deleted,
}

/// What one read found; `None` is "gone".
pub type Answer<R> = Result<Option<Found<R>>, Error>;

/// A thing at AWS.
#[derive(Clone)]
pub struct Found<R> {
    /// Its attributes, without tags.
    pub value: R,
    /// All its tags, ownership included: the framework sorts them.
    pub tags: Tags,
    /// Whether it can be used.
    pub status: Status,
}

impl<R> Found<R> {
    /// A thing that can be used.
    pub fn ready(value: R) -> Found<R> {
        Found { value, tags: Tags::new(), status: Status::Ready }
    }
    /// With its tags.
    pub fn tagged(self, tags: Tags) -> Found<R> {
        Found { tags, ..self }
    }
    /// With its status.
    pub fn status(self, status: Status) -> Found<R> {
        Found { status, ..self }
    }
}

/// Whether a thing can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It can.
    Ready,
    /// Not yet: AWS's word for it.
    Pending(String),
    /// It never will: AWS's reason.
    Failed(String),
}

impl Status {
    /// `Ready` for one of `ready`, `Failed` for one of `failed`, else `Pending`.
    pub fn of(state: &str, ready: &[&str], failed: &[&str]) -> Status {
        match state {
            s if ready.contains(&s) => Status::Ready,
            s if failed.contains(&s) => Status::Failed(s.to_owned()),
            s => Status::Pending(s.to_owned()),
        }
    }
}

/// Answers requests from what one batched call found: missing keys are gone, a failed call fails them all.
pub fn answers<R: Clone>(reqs: &[Req<R>], found: Result<HashMap<Key, Found<R>>, Error>) -> Vec<Answer<R>> {
    match found {
        Ok(found) => reqs.iter().map(|r| Ok(found.get(&r.key).cloned())).collect(),
        Err(e) if e.is_not_found() => reqs.iter().map(|_| Ok(None)).collect(),
        Err(e) => reqs.iter().map(|_| Err(e.clone())).collect(),
    }
}

/// The answer of a create call.
#[derive(Clone, Debug)]
pub struct Created {
    /// The key.
    pub key: Key,
    /// Values that only this call tells: those of `once` attributes, and those given with [`Created::told`].
    pub once: BTreeMap<String, Value>,
}

impl Created {
    /// A thing whose create call answered with this key; an absent key is AWS's fault and an error.
    pub fn new(key: Option<impl Into<Key>>) -> Result<Created, Error> {
        let key =
            key.map(Into::into).filter(|k: &Key| !k.is_empty()).ok_or_else(|| Error::incomplete("an id"))?;
        Ok(Created { key, once: BTreeMap::new() })
    }
    /// With a value that only the create call tells.
    pub fn once(mut self, name: &str, value: Option<&str>) -> Created {
        if let Some(value) = value {
            self.once.insert(name.to_owned(), Value::string(value).sensitive());
        }
        self
    }
    /// With a computed value that is no secret and that nobody can tell later: `read` gets it in `prior` and keeps it.
    pub fn told(mut self, name: &str, value: &str) -> Created {
        self.once.insert(name.to_owned(), Value::string(value));
        self
    }
}

/// A change in place.
pub struct Change<'a, R> {
    /// The object as it is.
    pub from: &'a R,
    /// The object as it shall be; what is not known before is as it is.
    pub to: &'a R,
    /// The names of the top-level attributes and blocks that differ.
    pub names: BTreeSet<String>,
    /// What to do to the tags, ownership included.
    pub tags: TagDiff,
}

impl<R> Change<'_, R> {
    /// True when this attribute or block differs.
    pub fn changed(&self, name: &str) -> bool {
        self.names.contains(name)
    }
    /// True when one of these differs.
    pub fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|n| self.changed(n))
    }
}

/// What is known of the step that a call belongs to.
#[derive(Clone)]
pub struct Step {
    /// The instance.
    pub address: String,
    /// Idempotency token, the same when the step is sent again.
    pub token: String,
    /// All tags to send: the provider's defaults, the resource's own, ownership.
    pub tags: Tags,
    pub(crate) ownership: Tags,
    pub(crate) timeout: Duration,
    pub(crate) progress: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Step {
    /// Tells what is being waited for.
    pub fn progress(&self, text: &str) {
        (self.progress)(text);
    }
    /// How long the step may take.
    pub fn limit(&self) -> Duration {
        self.timeout
    }
    /// A token of the first `length` letters and digits, for APIs with a narrow form.
    pub fn short_token(&self, length: usize) -> String {
        self.token.chars().filter(char::is_ascii_alphanumeric).take(length).collect()
    }
}

/// How long things take, before the test scale.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// Before the first look after create or update.
    pub delay: Duration,
    /// Between two looks.
    pub every: Duration,
    /// Longest wait after create.
    pub create: Duration,
    /// Longest wait after update.
    pub update: Duration,
    /// Longest wait for delete, lingering dependencies included.
    pub delete: Duration,
    /// How long a thing that we just made may stay invisible.
    pub window: Duration,
    /// True where the delete call only starts the deletion, so that its end is waited for.
    pub until_gone: bool,
}

impl Waits {
    /// A thing that is there when its create call answers, and gone when its delete call answers.
    pub const QUICK: Waits = Waits {
        delay: Duration::ZERO,
        every: Duration::from_secs(2),
        create: Duration::from_secs(600),
        update: Duration::from_secs(600),
        delete: Duration::from_secs(600),
        window: Duration::from_secs(120),
        until_gone: false,
    };
    /// A thing that takes its time to come and to go: looked at every `every` seconds, waited for `minutes` at most.
    pub const fn slow(every: u64, minutes: u64) -> Waits {
        let most = Duration::from_secs(minutes * 60);
        Waits {
            delay: Duration::from_secs(every),
            every: Duration::from_secs(every),
            create: most,
            update: most,
            delete: most,
            until_gone: true,
            ..Waits::QUICK
        }
    }
}

/// An error for something that will never be ready.
pub(crate) fn failed(what: &str, reason: &str) -> Error {
    Error::new(Class::Other, format!("{what} failed at AWS: {reason}"))
}

//! From files to a plan: open the provider configurations, recover what a crash left, refresh, walk.

use crate::app::{App, Loaded, Warnings};
use crate::args::Planning;
use crate::exit::Failure;
use crate::place;
use provision_aws_core::{AwsProvider, Settings};
use provision_builtin::{self as builtin, BuiltinProvider};
use provision_engine::events::Events;
use provision_engine::provider::{ReadReq, Session};
use provision_engine::refresh::{Refreshed, refresh, unknown_type};
use provision_engine::{Cut, Ledger, Providers, Recovered, Sessions, object, recover};
use provision_lang::config::{Target, parse_target};
use provision_lang::project::Environment;
use provision_lang::static_check;
use provision_plan::apply_eval::{ApplyEvaluator, Setup};
use provision_plan::render::json::Held;
use provision_plan::walk::{Answer, DataRead, ImportRead, Input, Need, Options, ProviderNeed, Turn, Walk};
use provision_plan::{Plan, Prior};
use provision_schema::Catalog;
use provision_state::{Record, State};
use provision_value::{Diagnostic, Diagnostics, InstanceAddr, Mode, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

/// Steps of a lost answer, waits and polls are shortened by this factor in tests against emulators.
const TIME_SCALE: &str = "PROVISION_TEST_TIME_SCALE";
/// Ends the process at the n-th place where a crash could happen; for the crash tests.
const CUT: &str = "PROVISION_CUT";

/// The types that this program knows, nothing opened yet, and the counter of AWS calls.
pub struct Known {
    /// AWS and the types with no cloud behind them.
    pub providers: Arc<Providers>,
    /// AWS.
    pub aws: Arc<AwsProvider>,
}

/// The types that this program knows.
pub fn known(loaded: Option<&Loaded>) -> Known {
    let aws = Arc::new(aws(loaded));
    let builtin = Arc::new(BuiltinProvider::new(builtin::Settings {
        dir: loaded.map(|l| l.dir().into()).unwrap_or_default(),
        time_scale: number(TIME_SCALE).unwrap_or(1.0),
        states: Some(Arc::new(place::States(aws.clone()))),
        ..builtin::Settings::default()
    }));
    Known { providers: Arc::new(Providers::new(vec![aws.clone(), builtin])), aws }
}

/// The types that this program knows, to look at.
pub fn catalog() -> Arc<Providers> {
    known(None).providers
}

fn aws(loaded: Option<&Loaded>) -> AwsProvider {
    let environment = loaded.and_then(|l| l.environment.as_ref());
    let text = |v: Option<&Arc<str>>| v.map(|v| v.to_string());
    let settings = Settings {
        region: text(environment.and_then(|e| e.region.as_ref())),
        profile: text(environment.and_then(|e| e.profile.as_ref())),
        endpoint: text(environment.and_then(|e| e.endpoint.as_ref())),
        account_ids: environment.iter().flat_map(|e| e.account_ids.iter().map(ToString::to_string)).collect(),
        dir: loaded.map(|l| l.dir().into()).unwrap_or_default(),
        regions: environment.iter().flat_map(|e| e.regions.iter().map(ToString::to_string)).collect(),
        time_scale: number(TIME_SCALE).unwrap_or(1.0),
        cut: cut(),
        ..Settings::default()
    };
    AwsProvider::new(settings, provision_aws::families()).looking_ahead(Arc::new(provision_aws::Ahead))
}

fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|v| v.parse().ok())
}

/// Where the crash tests end this process.
pub fn cut() -> Cut {
    number(CUT).map_or_else(Cut::never, Cut::after)
}

/// Runs something that talks to the cloud.
pub fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| {
        Diagnostic::error("Cannot start", format!("The system refuses threads: {e}."))
            .help("Free some memory and run it again.")
    })?;
    Ok(runtime.block_on(future))
}

/// A plan and what it was made from.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What refresh found for the state to take over.
    pub records: Vec<Record>,
    /// Values of the root variables.
    pub variables: BTreeMap<Arc<str>, Value>,
    /// Open provider configurations.
    pub sessions: Sessions,
}

/// Everything between files and a plan.
pub struct Flow<'a> {
    /// The plan's files.
    pub loaded: &'a Loaded,
    /// The types and their clients.
    pub known: Known,
    /// Told what happens.
    pub events: Arc<dyn Events>,
    /// Values of the root variables.
    pub variables: BTreeMap<Arc<str>, Value>,
    sessions: Sessions,
    guard: Mutex<Option<place::Guard>>,
}

impl<'a> Flow<'a> {
    /// Checks the files against the schema of every type, before anything is asked of the cloud.
    pub fn new(app: &mut App, loaded: &'a mut Loaded, events: Arc<dyn Events>) -> Result<Flow<'a>, Failure> {
        let known = known(Some(loaded));
        let found = static_check::check(&loaded.config, &*known.providers, &*app.world, loaded.dir());
        loaded.warnings.extend(found.result_warnings()?);
        let variables = app.variables(loaded)?;
        let sessions = Sessions::new(known.providers.clone());
        Ok(Flow { loaded, known, events, variables, sessions, guard: Mutex::default() })
    }

    /// The same for files whose blocks may still be incomplete: what they say of their objects is not looked at.
    pub fn unchecked(
        app: &mut App,
        loaded: &'a mut Loaded,
        events: Arc<dyn Events>,
    ) -> Result<Flow<'a>, Failure> {
        let variables = app.variables(loaded)?;
        Flow::with_variables(loaded, events, variables)
    }

    /// With the values of variables that a saved plan was made with.
    pub fn with_variables(
        loaded: &'a mut Loaded,
        events: Arc<dyn Events>,
        variables: BTreeMap<Arc<str>, Value>,
    ) -> Result<Flow<'a>, Failure> {
        let known = known(Some(loaded));
        let sessions = Sessions::new(known.providers.clone());
        Ok(Flow { loaded, known, events, variables, sessions, guard: Mutex::default() })
    }

    /// Takes the lock and opens state and journal.
    pub async fn open_ledger(&self, app: &App) -> Result<Ledger, Failure> {
        if place::backend(app, self.loaded)?.is_some() {
            // The wrong account is refused before a bucket is asked for anything.
            self.open_sessions(app, Vec::new()).await?;
        }
        let place = place::of(app, self.loaded, &self.known).await?;
        let (ledger, guard) = place.open(app).await?;
        self.watch(guard);
        Ok(ledger.with_cut(cut()))
    }

    /// What is to happen when the process is interrupted while nothing is carried out; with nothing, that is over.
    pub fn watch(&self, guard: Option<place::Guard>) {
        *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = guard;
    }

    /// Opens every provider configuration that the files alone determine.
    async fn open_sessions(&self, app: &App, priors: Vec<Prior>) -> Result<(), Failure> {
        let cwd = app.cwd.to_string_lossy().into_owned();
        let mut input = self.input(app, &cwd, Options::default());
        input.priors = priors;
        for need in Walk::new(input)?.providers()? {
            self.session(&self.sessions, &need).await?;
        }
        Ok(())
    }

    /// The types.
    pub fn catalog(&self) -> &dyn Catalog {
        &*self.known.providers
    }

    fn input<'s>(&'s self, app: &'s App, cwd: &'s str, options: Options) -> Input<'s> {
        Input {
            config: &self.loaded.config,
            catalog: self.catalog(),
            world: &*app.world,
            base_dir: self.loaded.dir(),
            cwd,
            workspace: self.loaded.workspace(),
            project: self.loaded.project.as_ref(),
            variables: self.variables.clone(),
            priors: Vec::new(),
            prior_outputs: BTreeMap::new(),
            options,
        }
    }

    /// Opens what the configuration declares, recovers, refreshes and plans.
    pub async fn plan(
        &self,
        app: &App,
        ledger: &mut Ledger,
        planning: &Planning,
    ) -> Result<Planned, Failure> {
        let options = options(planning)?;
        let (sessions, _) = self.open(app, ledger).await?;
        let Refreshed { priors, gone, records, unconfirmed } =
            self.refresh(ledger, &sessions, planning.refresh).await?;
        let cwd = app.cwd.to_string_lossy().into_owned();
        let mut input = self.input(app, &cwd, Options { unconfirmed, ..options });
        input.priors = priors;
        input.prior_outputs = prior_outputs(&ledger.state);
        let mut plan = self.walk(input, &sessions).await?;
        plan.drift.extend(gone.into_iter().map(deleted_outside));
        plan.warnings.0.splice(0..0, self.loaded.warnings.0.iter().cloned());
        Ok(Planned { plan, records, variables: self.variables.clone(), sessions })
    }

    /// Reads what is to be adopted: `adopt`, and what `import` blocks name, as far as it belongs to the targets. The provider
    /// configurations must be open; nothing else is read.
    pub async fn adopting(
        &self,
        app: &App,
        ledger: &Ledger,
        targets: Vec<Target>,
        adopt: Vec<(InstanceAddr, String)>,
    ) -> Result<Plan, Failure> {
        let cwd = app.cwd.to_string_lossy().into_owned();
        let options = Options { adopting: true, targets, adopt, ..Options::default() };
        let mut input = self.input(app, &cwd, options);
        input.priors = priors(&ledger.state, self.catalog())?;
        input.prior_outputs = prior_outputs(&ledger.state);
        self.walk(input, &self.sessions).await
    }

    /// Opens every provider configuration that the files alone determine, and finds out what became of calls whose answer a
    /// crash lost.
    pub async fn open(&self, app: &App, ledger: &mut Ledger) -> Result<(Sessions, Recovered), Failure> {
        self.open_sessions(app, priors(&ledger.state, self.catalog())?).await?;
        let recovered = recover(ledger, &self.sessions, &*self.events, &cut()).await?;
        Ok((self.sessions.clone(), recovered))
    }

    /// Opens one provider configuration. An error points at where it is declared, or at the environment that is bound to an
    /// account and a region.
    async fn session(
        &self,
        sessions: &Sessions,
        need: &ProviderNeed,
    ) -> Result<Arc<dyn Session>, Diagnostic> {
        let bound = |e: &&Environment| !(e.account_ids.is_empty() && e.regions.is_empty());
        let environment = self.loaded.environment.as_ref().filter(bound);
        sessions.open(&need.id, &need.config).await.map_err(|d| {
            let bound = environment.filter(|_| d.guard).map(|e| e.span);
            match bound.or(need.span) {
                Some(span) => d.at(span),
                None => d,
            }
        })
    }

    /// Reads everything in the state; with `read` false the state is taken at its word.
    pub async fn refresh(
        &self,
        ledger: &Ledger,
        sessions: &Sessions,
        read: bool,
    ) -> Result<Refreshed, Failure> {
        let all = |_: &InstanceAddr| true;
        Ok(refresh(&ledger.state, &ledger.sidecar, sessions, &*self.events, read, &all).await?)
    }

    /// Values while a plan is carried out.
    pub fn evaluate(&self, app: &App, planned: &Planned) -> Result<ApplyEvaluator, Failure> {
        let setup = Setup {
            config: self.loaded.config.clone(),
            catalog: self.known.providers.clone(),
            world: app.world.clone(),
            base_dir: self.loaded.dir().to_owned(),
            cwd: app.cwd.to_string_lossy().into_owned(),
            workspace: self.loaded.workspace().to_owned(),
            variables: self.variables.clone(),
            facts: planned.sessions.facts(),
        };
        Ok(ApplyEvaluator::new(setup, &planned.plan)?)
    }

    /// What a walk would start from if the state were what is.
    pub fn offline<'s>(&'s self, app: &'s App, cwd: &'s str, state: &State) -> Result<Input<'s>, Failure> {
        let mut input = self.input(app, cwd, Options::default());
        input.prior_outputs = prior_outputs(state);
        input.priors = priors(state, self.catalog())?;
        Ok(input)
    }

    async fn walk(&self, input: Input<'_>, sessions: &Sessions) -> Result<Plan, Failure> {
        let mut walk = Walk::new(input)?;
        loop {
            let need = match walk.next()? {
                Turn::Done(plan) => return Ok(*plan),
                Turn::Need(need) => need,
            };
            let answer = match need {
                Need::Provider(need) => {
                    let session = self.session(sessions, &need).await?;
                    Answer::Provider { id: need.id, facts: session.facts().clone() }
                }
                Need::Data(reads) => Answer::Data(data(sessions, reads).await),
                Need::Import(reads) => Answer::Import(imports(sessions, reads).await),
            };
            walk.provide(answer);
        }
    }
}

/// An object that refresh did not find any more, as drift.
fn deleted_outside(prior: Prior) -> Prior {
    let nothing = Value::null(prior.value.ty());
    Prior { before_refresh: Some(prior.value), value: nothing, ..prior }
}

/// Reads data sources: one call for each provider configuration and type, all at once.
async fn data(sessions: &Sessions, reads: Vec<DataRead>) -> Vec<(InstanceAddr, Result<Value, Diagnostics>)> {
    let mut batches: BTreeMap<(Arc<str>, Arc<str>), Vec<DataRead>> = BTreeMap::new();
    for read in reads {
        let key = (read.provider.clone(), read.addr.resource.type_name.clone());
        batches.entry(key).or_default().push(read);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for ((provider, type_name), reads) in batches {
        let sessions = sessions.clone();
        tasks.spawn(async move {
            let session = match sessions.get(&provider) {
                Ok(session) => session,
                Err(d) => {
                    return reads.into_iter().map(|r| (r.addr, Err(d.clone().into()))).collect::<Vec<_>>();
                }
            };
            let configs = reads.iter().map(|r| r.config.clone()).collect();
            let found = session.data(&type_name, configs).await;
            let answers = reads.into_iter().zip(found);
            answers
                .map(|(r, v)| (r.addr.clone(), v.map_err(|e| e.to_diagnostic(&r.addr.to_string()).into())))
                .collect()
        });
    }
    tasks.join_all().await.into_iter().flatten().collect()
}

/// Reads what `import` blocks adopt, all at once: reads of one type are gathered into common calls.
async fn imports(
    sessions: &Sessions,
    reads: Vec<ImportRead>,
) -> Vec<(InstanceAddr, Result<Value, Diagnostics>)> {
    let mut tasks = tokio::task::JoinSet::new();
    for read in reads {
        let sessions = sessions.clone();
        tasks.spawn(async move {
            let found = import(&sessions, &read).await.map_err(Diagnostics::from);
            (read.addr, found)
        });
    }
    tasks.join_all().await
}

async fn import(sessions: &Sessions, read: &ImportRead) -> Result<Value, Diagnostic> {
    let type_name = &read.addr.resource.type_name;
    let session = sessions.get(&read.provider)?;
    let address = read.addr.to_string();
    let (key, prior) = session.import(type_name, &read.id).map_err(|e| e.to_diagnostic(&address))?;
    let found = session.read(type_name, vec![ReadReq { key, prior, fresh: false }]).await;
    match found.into_iter().next() {
        Some(Ok(Some(object))) => Ok(object),
        Some(Err(e)) => Err(e.to_diagnostic(&address)),
        _ => Err(Diagnostic::error(
            "Nothing to import",
            format!("There is no {type_name} with the id \"{}\".", read.id),
        )
        .on(address)
        .help("Check the id, the region and the account.")),
    }
}

/// The root outputs in the state, as values.
pub fn prior_outputs(state: &provision_state::State) -> BTreeMap<Arc<str>, Value> {
    let value = |o: &provision_state::Output| {
        let ty = json::type_from_json(&o.ty).ok()?;
        let value = json::from_json(&o.value, &ty).ok()?;
        Some(if o.sensitive { value.sensitive() } else { value })
    };
    state.outputs.iter().filter_map(|(n, o)| Some((n.as_str().into(), value(o)?))).collect()
}

/// The state without the lock, as it was last written. Empty where there is none.
pub fn peek(app: &mut App) -> Result<State, Failure> {
    // What is wrong with the rest of the files is no matter here.
    let loaded = app.read()?;
    let known = known(Some(&loaded));
    counted(app, &known, async { place::of(app, &loaded, &known).await?.peek().await })
}

/// The objects of a state as values of their types.
pub fn held(state: &State, catalog: &dyn Catalog) -> Result<Vec<Held>, Failure> {
    let mut found = Diagnostics::new();
    let mut all = Vec::new();
    for ((addr, deposed), instance) in &state.instances {
        let Some(ty) = catalog.get(addr.resource.mode, &addr.resource.type_name) else {
            found.push(unknown_type(addr));
            continue;
        };
        match object::from_json(addr, &instance.attributes, &instance.sensitive_attributes, ty) {
            Ok(value) => all.push(Held {
                addr: addr.clone(),
                deposed: deposed.clone(),
                value,
                dependencies: instance.dependencies.clone(),
                tainted: instance.tainted,
                provider: instance.provider.clone(),
            }),
            Err(d) => found.push(d),
        }
    }
    Ok(found.result(all)?)
}

/// The objects of a state as a plan starts from them, taken at their word.
fn priors(state: &State, catalog: &dyn Catalog) -> Result<Vec<Prior>, Failure> {
    let prior = |held: Held| Prior {
        addr: held.addr,
        deposed: held.deposed,
        value: held.value,
        before_refresh: None,
        tainted: held.tainted,
        create_before_destroy: false,
        dependencies: held.dependencies,
        provider: held.provider,
        stage: None,
    };
    Ok(held(state, catalog)?
        .into_iter()
        .filter(|h| h.addr.resource.mode == Mode::Managed)
        .map(prior)
        .collect())
}

/// Runs a command to its end, and writes the number of its calls by action where `--calls` asks for it, however it ended.
pub fn counted<T>(
    app: &App,
    known: &Known,
    command: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let ended = block_on(command).and_then(|ended| ended);
    let written = write_calls(app, known);
    let value = ended?;
    written.map(|()| value)
}

fn write_calls(app: &App, known: &Known) -> Result<(), Failure> {
    let Some(path) = &app.global.calls else { return Ok(()) };
    let text = serde_json::to_string_pretty(&known.aws.calls().counts()).unwrap_or_default();
    std::fs::write(path, text).map_err(|e| {
        Diagnostic::error("The calls could not be written", format!("{}: {e}.", path.display()))
            .help("Name a file in a directory that exists and may be written to.")
            .into()
    })
}

fn options(planning: &Planning) -> Result<Options, Failure> {
    let targets = |texts: &[String], flag: &str| -> Result<Vec<Target>, Failure> {
        texts.iter().map(|t| parse_target(t).map_err(|d| address_error(flag, t, &d.summary))).collect()
    };
    let replace = |text: &String| {
        text.parse::<InstanceAddr>().map_err(|e| address_error("--replace", text, &e.to_string()))
    };
    Ok(Options {
        destroy: planning.destroy,
        refresh_only: planning.refresh_only,
        targets: targets(&planning.targets, "--target")?,
        excludes: targets(&planning.excludes, "--exclude")?,
        replace: planning.replace.iter().map(replace).collect::<Result<_, _>>()?,
        stages: planning.stages.iter().map(|s| s.as_str().into()).collect(),
        through: planning.through.as_deref().map(Into::into),
        adopting: false,
        adopt: Vec::new(),
        unconfirmed: HashMap::new(),
    })
}

fn address_error(flag: &str, text: &str, why: &str) -> Failure {
    Diagnostic::error(format!("{flag} is no address"), format!("\"{text}\": {why}"))
        .help("An address looks like aws_vpc.main, module.web.aws_lb.this or aws_subnet.public[\"a\"].")
        .into()
}

//! The settings of a bucket that are resources of their own: one call sets one of them, one tells it, one takes it away. What these
//! have in common is here; each type says what is its own in [`Part`], and `part!` makes a resource type of it.

use provision_aws_core::attr::Attributes;
use provision_aws_core::cx::PROPAGATION;
use provision_aws_core::prelude::*;
use provision_aws_core::resource::Described;
use provision_aws_core::state::unlike;

/// Where a setting is: a bucket, the account that must own it, and a name where a bucket may have several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The bucket.
    pub bucket: String,
    /// Its owner, where one is expected.
    pub owner: Option<String>,
    /// The setting's name among those of its kind.
    pub name: Option<String>,
}

impl At {
    /// In a bucket that a given account owns, or whoever.
    pub fn of(bucket: &str, owner: &Option<String>) -> At {
        At { bucket: bucket.to_owned(), owner: text(owner), name: None }
    }
    /// `BUCKET` or `BUCKET,ACCOUNT`; `BUCKET:NAME` of a setting with a name.
    pub fn id(&self) -> Key {
        match (&self.name, &self.owner) {
            (Some(name), _) => format!("{}:{name}", self.bucket),
            (None, Some(owner)) => format!("{},{owner}", self.bucket),
            (None, None) => self.bucket.clone(),
        }
    }
    /// From the id of a setting without a name.
    pub fn parse(id: &str) -> Result<At, Error> {
        match id.split_once(',') {
            Some((bucket, owner)) if !owner.is_empty() => Ok(At::of(bucket, &Some(owner.to_owned()))),
            Some(_) => Err(Error::import_id(id, "BUCKET or BUCKET,ACCOUNT")),
            None => Ok(At::of(id, &None)),
        }
    }
}

/// What one kind of setting does.
#[async_trait]
pub trait Part: Described {
    /// How long it takes.
    const PACE: Waits = Waits::QUICK;
    /// How many are asked for at once.
    const AT_ONCE: usize = 10;

    /// Plan-time knowledge.
    fn foresee(_: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        Ok(())
    }
    /// Where it is.
    fn at(&self) -> At;
    /// A setting of which only the place is known.
    fn placed(at: At) -> Self;
    /// The place that an id names.
    fn parse(id: &str) -> Result<At, Error> {
        At::parse(id)
    }
    /// What an import id tells.
    fn imported(id: &str) -> Result<Self, Error> {
        Ok(Self::placed(Self::parse(id)?))
    }
    /// Sets all of it.
    async fn put(&self, cx: &Cx, at: &At) -> Result<(), Error>;
    /// Sets what changed. The default sets all of it.
    async fn change(cx: &Cx, at: &At, change: &Change<'_, Self>) -> Result<(), Error> {
        change.to.put(cx, at).await
    }
    /// What AWS tells of it; nothing, or an error of the class "not found", where the bucket has none.
    async fn told(cx: &Cx, at: &At, req: &Req<Self>) -> Result<Option<Self>, Error>;
    /// Takes it away.
    async fn take(&self, cx: &Cx, at: &At) -> Result<(), Error>;
    /// True for an error of `put` that goes away by itself: what the setting names is not known everywhere yet.
    fn again(_: &Error) -> bool {
        false
    }
    /// What is still waited for after our own change: S3 tells of some settings as they were for a while.
    fn awaited(_told: &Self, _wanted: &Self) -> Option<String> {
        None
    }
}

/// Makes a resource type of a [`Part`], with other items of [`Resource`] where it has any.
macro_rules! part {
    ($type:ty $(; $($more:tt)*)?) => {
        #[async_trait]
        impl Resource for $type {
            const WAITS: Waits = <$type as $crate::bucket_part::Part>::PACE;

            fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
                <$type as $crate::bucket_part::Part>::foresee(cx)
            }
            fn key(&self) -> Key {
                $crate::bucket_part::key(self)
            }
            async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
                $crate::bucket_part::create(cx, planned).await
            }
            async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
                $crate::bucket_part::read(cx, reqs).await
            }
            async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
                $crate::bucket_part::update(cx, change).await
            }
            async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
                $crate::bucket_part::delete(cx, prior).await
            }
            async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
                $crate::bucket_part::locate(cx, planned).await
            }
            fn import(id: &str) -> Result<Self, Error> {
                <$type as $crate::bucket_part::Part>::imported(id)
            }
            $($($more)*)?
        }
    };
}
pub(crate) use part;

pub(crate) fn key<P: Part>(it: &P) -> Key {
    let at = it.at();
    if at.bucket.is_empty() { it.id().to_owned() } else { at.id() }
}

/// S3 takes one configuration call of a bucket at a time.
fn is_busy(e: &Error) -> bool {
    e.is(&["OperationAborted"])
}

pub(crate) async fn create<P: Part>(cx: &Cx, planned: &P) -> Result<Created, Error> {
    let at = planned.at();
    // A bucket that was just made is not known everywhere yet.
    let again = |e: &Error| is_busy(e) || e.is(&["NoSuchBucket"]) || P::again(e);
    cx.retry(PROPAGATION, again, || planned.put(cx, &at)).await?;
    Created::new(Some(at.id()))
}

pub(crate) async fn update<P: Part>(cx: &Cx, change: &Change<'_, P>) -> Result<(), Error> {
    let at = change.to.at();
    cx.retry(PROPAGATION, |e| is_busy(e) || P::again(e), || P::change(cx, &at, change)).await
}

pub(crate) async fn delete<P: Part>(cx: &Cx, prior: &P) -> Result<(), Error> {
    let at = P::parse(&key(prior))?;
    cx.retry(PROPAGATION, is_busy, || prior.take(cx, &at)).await
}

pub(crate) async fn read<P: Part>(cx: &Cx, reqs: &[Req<P>]) -> Vec<Answer<P>> {
    each(reqs, P::AT_ONCE, |req| read_one(cx, req)).await
}

async fn read_one<P: Part>(cx: &Cx, req: &Req<P>) -> Answer<P> {
    let told = there(P::told(cx, &P::parse(&req.key)?, req).await)?.flatten();
    let fresh = matches!(req.phase, Phase::Created | Phase::Updated);
    Ok(told.map(|told| match fresh.then(|| P::awaited(&told, &req.prior)).flatten() {
        Some(what) => Found::ready(told).status(Status::Pending(what)),
        None => Found::ready(told),
    }))
}

/// Setting the same once more changes nothing, so only what is as planned counts as done.
pub(crate) async fn locate<P: Part>(cx: &Cx, planned: &P) -> Result<Option<Key>, Error> {
    let at = planned.at();
    let told = P::told(cx, &at, &Req::new(at.id(), planned.clone(), Phase::Refresh)).await?;
    let done =
        |told: P| unlike(&<P as Attributes>::block(0), &planned.to_value(0), &told.to_value(0)).is_empty();
    Ok(told.is_some_and(done).then(|| at.id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_name_bucket_and_owner_or_bucket_and_name() {
        for id in ["logs", "logs,123456789012"] {
            assert_eq!(At::parse(id).map(|at| at.id()).ok().as_deref(), Some(id));
        }
        assert!(At::parse("logs,").is_err());
        let named = At { name: Some("all".into()), ..At::of("logs", &None) };
        assert_eq!(named.id(), "logs:all");
    }
}

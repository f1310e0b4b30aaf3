//! A managed policy attached to a role, group or user: the three types of it are one, but for the name of the argument that says to
//! what.

use crate::holder::Holder;
use crate::listing::Wanted;
use provision_aws_core::prelude::*;
use std::collections::BTreeSet;

/// The type of an attachment to one kind of holder: its name here and in plans, the kind, and the argument that names the holder.
macro_rules! policy_attachment {
    ($(#[$doc:meta])* $Attachment:ident, $type_name:tt, $holder:expr, $(#[$of_doc:meta])* $of:ident) => {
        use crate::attachment::{self, Attachment};
        use provision_aws_core::prelude::*;

        $(#[$doc])*
        #[derive(Resource, Clone, Default)]
        #[resource(type = $type_name, seconds(1, 1))]
        pub struct $Attachment {
            /// The holder's name and the policy's ARN, joined by a hyphen.
            #[attr(id)]
            pub id: String,
            /// The policy.
            #[attr(required, replace, arn)]
            pub policy_arn: String,
            $(#[$of_doc])*
            #[attr(required, replace)]
            pub $of: String,
        }

        impl Attachment for $Attachment {
            const HOLDER: Holder = $holder;
            fn new(id: String, of: &str, arn: &str) -> Self {
                Self { id, policy_arn: arn.to_owned(), $of: of.to_owned() }
            }
            fn of(&self) -> &str {
                &self.$of
            }
            fn arn(&self) -> &str {
                &self.policy_arn
            }
        }

        #[async_trait]
        impl Resource for $Attachment {
            fn key(&self) -> Key {
                attachment::key(self)
            }

            async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
                attachment::create(cx, planned).await
            }

            async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
                attachment::read(cx, reqs).await
            }

            async fn update(_: &Cx, _: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
                Ok(())
            }

            async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
                $holder.detach(cx, &prior.$of, &prior.policy_arn).await
            }

            async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
                attachment::locate(cx, planned, intent).await
            }

            fn parent(&self) -> Option<(&'static str, Key)> {
                Some(($holder.type_name(), self.$of.clone()))
            }

            fn natural_key(&self) -> Option<String> {
                attachment::natural_key(self)
            }

            fn import(id: &str) -> Result<Self, Error> {
                attachment::import(id)
            }
        }
    };
}
pub(crate) use policy_attachment;

/// An attachment.
pub trait Attachment: Resource {
    /// What it hangs on.
    const HOLDER: Holder;
    /// One of a holder's name and a policy's ARN, under an id. The id is the provider's invention, unlike each time.
    fn new(id: String, of: &str, arn: &str) -> Self;
    /// The holder's name.
    fn of(&self) -> &str;
    /// The policy's ARN.
    fn arn(&self) -> &str;
}

/// What finds an attachment.
pub fn key<A: Attachment>(a: &A) -> Key {
    format!("{}/{}", a.of(), a.arn())
}

/// The key, where both ends are known.
pub fn natural_key<A: Attachment>(a: &A) -> Option<String> {
    (!a.of().is_empty() && !a.arn().is_empty() && A::HOLDER.keeps_its_name()).then(|| key(a))
}

/// Attaches.
pub async fn create<A: Attachment>(cx: &Cx, planned: &A) -> Result<Created, Error> {
    A::HOLDER.attach(cx, planned.of(), planned.arn()).await?;
    Created::new(Some(key(planned)))
}

/// Attaching again changes nothing, so only what was absent before is ours.
pub async fn locate<A: Attachment>(cx: &Cx, planned: &A, intent: &Intent) -> Result<Option<Key>, Error> {
    if !A::HOLDER.keeps_its_name() {
        return Ok(None);
    }
    let attached = A::HOLDER.attached(cx, planned.of()).await?.unwrap_or_default();
    let there = attached.iter().any(|arn| arn == planned.arn());
    Ok((there && intent.absent).then(|| key(planned)))
}

/// What an import id of the form `HOLDER/POLICY_ARN` tells.
pub fn import<A: Attachment>(id: &str) -> Result<A, Error> {
    let (of, arn) = parts(id)?;
    Ok(A::new(id_of(of, arn), of, arn))
}

/// Reads attachments: in one listing, or by one list for each holder, however many of its attachments are asked for.
pub async fn read<A: Attachment>(cx: &Cx, reqs: &[Req<A>]) -> Vec<Answer<A>> {
    if let Some(wanted) = Wanted::by(reqs) {
        match A::HOLDER.listed(cx, wanted).await {
            Ok(Some(all)) => return reqs.iter().map(|req| found(req, |of| Ok(all.attached(of)))).collect(),
            Ok(None) => {}
            Err(e) => return answers(reqs, Err(e)),
        }
    }
    let holders: BTreeSet<&str> = reqs.iter().filter_map(|r| Some(parts(&r.key).ok()?.0)).collect();
    let told = each(holders, 10, |of| async move { (of, A::HOLDER.attached(cx, of).await) }).await;
    let told: HashMap<&str, Result<Option<Vec<String>>, Error>> = told.into_iter().collect();
    reqs.iter().map(|req| found(req, |of| told.get(of).cloned().unwrap_or(Ok(None)))).collect()
}

fn found<A: Attachment>(
    req: &Req<A>,
    attached: impl FnOnce(&str) -> Result<Option<Vec<String>>, Error>,
) -> Answer<A> {
    let (of, arn) = parts(&req.key)?;
    let there = attached(of)?.unwrap_or_default().iter().any(|a| a == arn);
    // An id that the state holds is kept.
    let id = if req.prior.id().is_empty() { id_of(of, arn) } else { req.prior.id().to_owned() };
    Ok(there.then(|| Found::ready(A::new(id, of, arn))))
}

fn id_of(of: &str, arn: &str) -> String {
    format!("{of}-{arn}")
}

fn parts(id: &str) -> Result<(&str, &str), Error> {
    id.split_once('/').ok_or_else(|| Error::import_id(id, "HOLDER/POLICY_ARN"))
}

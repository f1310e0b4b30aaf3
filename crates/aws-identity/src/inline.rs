//! A policy that lives in a role, group or user: the three types of it are one, but for the name of the argument that says where.

use crate::holder::Holder;
use crate::listing::Wanted;
use provision_aws_core::names::name_of;
use provision_aws_core::prelude::*;

/// The type of a policy that lives in one kind of holder: its name here and in plans, the kind, and the argument that names the holder.
macro_rules! inline_policy {
    ($(#[$doc:meta])* $Policy:ident, $type_name:tt, $holder:expr, $(#[$of_doc:meta])* $of:ident) => {
        use crate::inline::{self, Place, id_of, parts};
        use provision_aws_core::names::prefix_of;
        use provision_aws_core::prelude::*;

        $(#[$doc])*
        #[derive(Resource, Clone, Default)]
        #[resource(type = $type_name, seconds(1, 1))]
        pub struct $Policy {
            /// The holder's name, a colon, and its own.
            #[attr(id)]
            pub id: String,
            /// Its name.
            #[attr(optional, computed, replace, length(1, 128), conflicts("name_prefix"))]
            pub name: Option<String>,
            /// Start of a name that is made unique.
            #[attr(optional, computed, replace, length(1, 102), conflicts("name"))]
            pub name_prefix: Option<String>,
            /// What it says.
            #[attr(required, equal_by = json_policy, normalize = provision_schema::compact_policy, json)]
            pub policy: String,
            $(#[$of_doc])*
            #[attr(required, replace)]
            pub $of: String,
        }

        impl $Policy {
            fn place(&self) -> Place<'_> {
                Place { holder: $holder, of: &self.$of, name: &self.name, prefix: &self.name_prefix }
            }
        }

        #[async_trait]
        impl Resource for $Policy {
            async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
                planned.place().fill(cx, &planned.policy, step).await
            }

            async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
                inline::read(cx, $holder, reqs, |of, name, policy| Self {
                    id: id_of(of, name),
                    name: Some(name.to_owned()),
                    name_prefix: Some(prefix_of(name)),
                    policy,
                    $of: of.to_owned(),
                })
                .await
            }

            async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
                let (of, name) = parts(&change.to.id)?;
                $holder.put(cx, of, name, &change.to.policy).await
            }

            async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
                let (of, name) = parts(&prior.id)?;
                $holder.take(cx, of, name).await
            }

            async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
                planned.place().locate(cx, intent).await
            }

            fn parent(&self) -> Option<(&'static str, Key)> {
                Some(($holder.type_name(), self.$of.clone()))
            }

            fn natural_key(&self) -> Option<String> {
                self.place().natural_key()
            }

            fn import(id: &str) -> Result<Self, Error> {
                parts(id)?;
                Ok(Self { id: id.to_owned(), ..Self::default() })
            }
        }
    };
}
pub(crate) use inline_policy;

/// A policy's place.
pub struct Place<'a> {
    /// What it lives in.
    pub holder: Holder,
    /// The holder's name.
    pub of: &'a str,
    /// The policy's name.
    pub name: &'a Option<String>,
    /// Start of its name, where it has no name.
    pub prefix: &'a Option<String>,
}

impl Place<'_> {
    /// Puts a policy there. Putting is idempotent.
    pub async fn fill(&self, cx: &Cx, text: &str, step: &Step) -> Result<Created, Error> {
        let name = name_of(self.name, self.prefix, &step.token);
        self.holder.put(cx, self.of, &name, text).await?;
        Created::new(Some(id_of(self.of, &name)))
    }

    /// A lost answer is asked for again by putting again, so only what was absent before is ours.
    pub async fn locate(&self, cx: &Cx, intent: &Intent) -> Result<Option<Key>, Error> {
        if !self.holder.keeps_its_name() {
            return Ok(None);
        }
        let name = name_of(self.name, self.prefix, &intent.token);
        let there = self.holder.text(cx, self.of, &name).await?.is_some();
        Ok((there && intent.absent).then(|| id_of(self.of, &name)))
    }

    /// The key, where the name was chosen.
    pub fn natural_key(&self) -> Option<String> {
        let name = self.name.as_deref().filter(|n| !n.is_empty())?;
        (!self.of.is_empty() && self.holder.keeps_its_name()).then(|| id_of(self.of, name))
    }
}

/// Reads policies; `found` makes one of the holder's name, its own name, and its text.
pub async fn read<R: Resource>(
    cx: &Cx,
    holder: Holder,
    reqs: &[Req<R>],
    found: impl Fn(&str, &str, String) -> R,
) -> Vec<Answer<R>> {
    let found = &found;
    if let Some(wanted) = Wanted::by(reqs) {
        match holder.listed(cx, wanted).await {
            Ok(Some(all)) => {
                let one = |req: &Req<R>| {
                    let (of, name) = parts(&req.key)?;
                    Ok(all.text(of, name).map(|text| Found::ready(found(of, name, text))))
                };
                return reqs.iter().map(one).collect();
            }
            Ok(None) => {}
            Err(e) => return answers(reqs, Err(e)),
        }
    }
    each(reqs, 10, |req| async move {
        let (of, name) = parts(&req.key)?;
        let text = holder.text(cx, of, name).await?;
        Ok(text.map(|text| Found::ready(found(of, name, text))))
    })
    .await
}

/// `holder:name`
pub fn id_of(of: &str, name: &str) -> String {
    format!("{of}:{name}")
}

/// The holder's name and the policy's.
pub fn parts(id: &str) -> Result<(&str, &str), Error> {
    id.split_once(':').ok_or_else(|| Error::import_id(id, "HOLDER:POLICY"))
}

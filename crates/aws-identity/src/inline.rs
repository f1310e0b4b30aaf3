//! A policy that lives in a role, group or user: what the three types of it share.

use crate::holder::Holder;
use crate::listing::Wanted;
use provision_aws_core::names::name_of;
use provision_aws_core::prelude::*;

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
    pub async fn create(&self, cx: &Cx, text: &str, step: &Step) -> Result<Created, Error> {
        let name = name_of(self.name, self.prefix, &step.token);
        self.holder.put(cx, self.of, &name, text).await?;
        Created::new(Some(id_of(self.of, &name)))
    }

    /// A lost answer is asked for again by putting again, so only what was absent before is ours.
    pub async fn locate(&self, cx: &Cx, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(self.name, self.prefix, &intent.token);
        let there = self.holder.text(cx, self.of, &name).await?.is_some();
        Ok((there && intent.absent).then(|| id_of(self.of, &name)))
    }

    /// The key, where the name was chosen.
    pub fn natural_key(&self) -> Option<String> {
        let name = self.name.as_deref().filter(|n| !n.is_empty())?;
        (!self.of.is_empty()).then(|| id_of(self.of, name))
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

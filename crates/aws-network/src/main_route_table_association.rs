//! `aws_main_route_table_association`

use crate::ec2::{ec2, keys};
use crate::route_table::{by_id, main_of};
use crate::route_table_association::status;
use aws_sdk_ec2::types::{self, RouteTable};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// The route table of all subnets of a VPC that name none. (EC2 ReplaceRouteTableAssociation)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_main_route_table_association",
    timeouts(create, update, delete),
    seconds(1, 1),
    not_found = "InvalidAssociationID.NotFound"
)]
pub struct MainRouteTableAssociation {
    /// Its id, which changes with the route table.
    #[attr(id)]
    pub id: String,
    /// The route table that was the main one before, and becomes it again.
    #[attr(computed)]
    pub original_route_table_id: String,
    /// The route table.
    #[attr(required)]
    pub route_table_id: String,
    /// The VPC.
    #[attr(required)]
    pub vpc_id: String,
}

#[async_trait]
impl Resource for MainRouteTableAssociation {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(5 * 60),
        update: Duration::from_secs(2 * 60),
        delete: Duration::from_secs(5 * 60),
        ..Waits::QUICK
    };

    /// A VPC has one main route table.
    fn key(&self) -> Key {
        self.vpc_id.clone()
    }

    /// Every VPC has a main route table, so an association takes the place of another. Which table that was, only this call knows.
    async fn create(cx: &Cx, planned: &Self, _: &Step) -> Result<Created, Error> {
        let now = current(cx, &planned.vpc_id).await?;
        if now.route_table_id != planned.route_table_id {
            replace(cx, &now.id, &planned.route_table_id).await?;
        }
        Ok(Created::new(Some(planned.key()))?.told("original_route_table_id", &now.route_table_id))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        match find(cx, reqs).await {
            Ok(all) => reqs.iter().map(|r| Ok(all.get(&r.key).and_then(|a| found(a, &r.prior)))).collect(),
            Err(e) => answers(reqs, Err(e)),
        }
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        if change.changed("vpc_id") {
            let message = "The main route table of one VPC cannot become that of another.";
            return Err(Error::new(Class::Validation, message)
                .help("Replace the association (`--replace ADDRESS`): then each VPC gets the right table."));
        }
        let to = change.to;
        match replace(cx, &change.from.id, &to.route_table_id).await {
            Err(e) if e.is(&["InvalidAssociationID.NotFound"]) => {
                replace(cx, &current(cx, &to.vpc_id).await?.id, &to.route_table_id).await
            }
            other => other,
        }
    }

    /// The table that was the main one before becomes it again.
    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let original = match prior.original_route_table_id.as_str() {
            "" => guess_original(cx, prior).await?,
            known => known.to_owned(),
        };
        let call =
            ec2(cx).replace_route_table_association().association_id(&prior.id).route_table_id(&original);
        match call.send().await.map_err(Error::from) {
            Err(e) if e.is(&["InvalidRouteTableID.NotFound"]) => {
                let message = format!("{original}, the main route table before, is not there any more.");
                Err(Error::new(Class::Validation, message).help(BY_HAND))
            }
            other => other.map(drop),
        }
    }

    /// The VPC has the table or it has not; nothing else tells one attempt from another.
    async fn locate(cx: &Cx, planned: &Self, _: &Intent) -> Result<Option<Key>, Error> {
        let main = main_of(cx, [planned.vpc_id.clone()]).await?;
        let ours = main.iter().any(|t| t.route_table_id() == Some(&planned.route_table_id));
        Ok(ours.then(|| planned.key()))
    }

    fn import(_: &str) -> Result<Self, Error> {
        let message = "aws_main_route_table_association cannot be imported: AWS does not tell which route table was the main one before.";
        Err(Error::new(Class::Validation, message)
            .help("Apply: the route table becomes the main one where it is not yet."))
    }
}

/// The way out where no table is known that could be the main one again.
const BY_HAND: &str =
    "Make another table of the VPC the main one by hand, then take this resource out of the state.";

/// What a VPC has for its main route table now.
struct Current {
    id: String,
    route_table_id: String,
}

async fn current(cx: &Cx, vpc: &str) -> Result<Current, Error> {
    let tables = main_of(cx, [vpc.to_owned()]).await?;
    let main = tables.iter().flat_map(|t| t.associations()).find(|a| a.main == Some(true));
    let told = main.and_then(|a| {
        Some(Current { id: a.route_table_association_id.clone()?, route_table_id: a.route_table_id.clone()? })
    });
    told.ok_or_else(|| {
        Error::new(Class::NotFound, format!("The VPC {vpc} has no main route table: it is not there."))
            .help("Check vpc_id, the account and the region.")
    })
}

async fn replace(cx: &Cx, association: &str, table: &str) -> Result<(), Error> {
    let call = ec2(cx).replace_route_table_association().association_id(association).route_table_id(table);
    cx.until_known(&["InvalidRouteTableID.NotFound"], || call.clone().send()).await?;
    Ok(())
}

/// The table that came with the VPC, where a run was cut off before it could write down which that is: one that nobody tagged and no
/// subnet names. With several of them nobody can know.
async fn guess_original(cx: &Cx, prior: &MainRouteTableAssociation) -> Result<String, Error> {
    let tables = crate::route_table::describe(cx, "vpc-id", [prior.vpc_id.clone()]).await?;
    let unused = |t: &&RouteTable| {
        t.associations().is_empty()
            && t.tags().is_empty()
            && t.route_table_id() != Some(&prior.route_table_id)
    };
    let candidates: Vec<&str> = tables.iter().filter(unused).filter_map(|t| t.route_table_id()).collect();
    match candidates.as_slice() {
        [one] => Ok((*one).to_owned()),
        _ => {
            let message = format!(
                "The state does not hold which route table of {} was the main one before.",
                prior.vpc_id
            );
            Err(Error::new(Class::Validation, message).help(BY_HAND))
        }
    }
}

/// Main associations by VPC. Most are where they were: their tables are asked for by id, in one call with the tables' own reads; others
/// are looked for by VPC.
async fn find(
    cx: &Cx,
    reqs: &[Req<MainRouteTableAssociation>],
) -> Result<HashMap<Key, types::RouteTableAssociation>, Error> {
    let main = |t: RouteTable| {
        let main = t.associations().iter().find(|a| a.main == Some(true)).cloned();
        Some((t.vpc_id?, main?))
    };
    let held = by_id(cx, reqs.iter().map(|r| r.prior.route_table_id.clone())).await?;
    let mut all: HashMap<Key, _> = held.into_values().filter_map(main).collect();
    let elsewhere: Vec<Key> = keys(reqs).filter(|vpc| !all.contains_key(vpc)).collect();
    all.extend(main_of(cx, elsewhere).await?.into_iter().filter_map(main));
    Ok(all)
}

fn found(
    a: &types::RouteTableAssociation,
    prior: &MainRouteTableAssociation,
) -> Option<Found<MainRouteTableAssociation>> {
    let value = MainRouteTableAssociation {
        id: a.route_table_association_id.clone().unwrap_or_default(),
        route_table_id: a.route_table_id.clone().unwrap_or_default(),
        ..prior.clone()
    };
    Some(Found::ready(value).status(status(a)?))
}

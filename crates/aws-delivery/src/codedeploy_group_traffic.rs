//! The load balancer of a deployment group.

use aws_sdk_codedeploy::types;
use provision_aws_core::prelude::*;

/// The load balancer of a deployment group.
#[derive(Nested, Clone, Default)]
pub struct Balancing {
    /// Classic load balancers.
    #[block(set)]
    pub elb_info: Set<Named>,
    /// Target groups.
    #[block(set)]
    pub target_group_info: Set<Named>,
    /// Two target groups, of what is old and of what is new.
    #[block(list, max = 1)]
    pub target_group_pair_info: Option<Pair>,
}

/// A load balancer or a target group.
#[derive(Nested, Clone, Default)]
pub struct Named {
    /// Its name.
    #[attr(optional)]
    pub name: Option<String>,
}

/// Two target groups, of what is old and of what is new.
#[derive(Nested, Clone, Default)]
pub struct Pair {
    /// Where traffic comes from.
    #[block(list, min = 1, max = 1)]
    pub prod_traffic_route: Option<Route>,
    /// The groups.
    #[block(list, min = 1, max = 2)]
    pub target_group: Vec<TargetGroup>,
    /// Where traffic of tests comes from.
    #[block(list, max = 1)]
    pub test_traffic_route: Option<Route>,
}

/// Where traffic comes from.
#[derive(Nested, Clone, Default)]
pub struct Route {
    /// The listener.
    #[attr(required)]
    pub listener_arns: Set<String>,
}

/// A target group of a pair.
#[derive(Nested, Clone, Default)]
pub struct TargetGroup {
    /// Its name.
    #[attr(required, length(1, 255))]
    pub name: String,
}

impl Balancing {
    /// As CodeDeploy takes it.
    pub fn request(&self) -> types::LoadBalancerInfo {
        let elb = |n: &Named| types::ElbInfo::builder().set_name(text(&n.name)).build();
        let group = |n: &Named| types::TargetGroupInfo::builder().set_name(text(&n.name)).build();
        let balancers: Vec<_> = self.elb_info.iter().map(elb).collect();
        let groups: Vec<_> = self.target_group_info.iter().map(group).collect();
        let pairs: Vec<_> = self.target_group_pair_info.iter().map(Pair::request).collect();
        types::LoadBalancerInfo::builder()
            .set_elb_info_list(given(&balancers))
            .set_target_group_info_list(given(&groups))
            .set_target_group_pair_info_list(given(&pairs))
            .build()
    }
    /// As CodeDeploy tells it; of nothing there is none.
    pub fn told(told: &types::LoadBalancerInfo) -> Option<Balancing> {
        let balancers = told.elb_info_list.iter().flatten().map(|b| Named { name: b.name.clone() });
        let groups = told.target_group_info_list.iter().flatten().map(|g| Named { name: g.name.clone() });
        let pair = told.target_group_pair_info_list.iter().flatten().map(Pair::told).next();
        let all = Balancing {
            elb_info: balancers.collect(),
            target_group_info: groups.collect(),
            target_group_pair_info: pair,
        };
        let none = all.elb_info.is_empty() && all.target_group_info.is_empty();
        (!none || all.target_group_pair_info.is_some()).then_some(all)
    }
}

impl Pair {
    fn request(&self) -> types::TargetGroupPairInfo {
        let groups =
            self.target_group.iter().map(|g| types::TargetGroupInfo::builder().name(&g.name).build());
        types::TargetGroupPairInfo::builder()
            .set_prod_traffic_route(self.prod_traffic_route.as_ref().map(Route::request))
            .set_target_groups(Some(groups.collect()))
            .set_test_traffic_route(self.test_traffic_route.as_ref().map(Route::request))
            .build()
    }
    fn told(told: &types::TargetGroupPairInfo) -> Pair {
        let group = |g: &types::TargetGroupInfo| TargetGroup { name: g.name.clone().unwrap_or_default() };
        Pair {
            prod_traffic_route: told.prod_traffic_route.as_ref().map(Route::told),
            target_group: told.target_groups.iter().flatten().map(group).collect(),
            test_traffic_route: told.test_traffic_route.as_ref().map(Route::told),
        }
    }
}

impl Route {
    fn request(&self) -> types::TrafficRoute {
        types::TrafficRoute::builder().set_listener_arns(Some(self.listener_arns.to_vec())).build()
    }
    fn told(told: &types::TrafficRoute) -> Route {
        Route { listener_arns: told.listener_arns.iter().flatten().cloned().collect() }
    }
}

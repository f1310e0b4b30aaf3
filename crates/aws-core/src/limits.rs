//! AWS's request limits, modelled so that they are not hit: a token bucket for each family of calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Burst and refill per second.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rate {
    burst: f64,
    per_second: f64,
}

const fn rate(burst: f64, per_second: f64) -> Rate {
    Rate { burst, per_second }
}

/// The bucket that a call draws from: its name and rate. Services without documented figures go by what their
/// control planes are known to bear.
fn family(service: &str, operation: &str) -> Option<(&'static str, Rate)> {
    let describe = ["Describe", "List", "Get", "Search", "Head"].iter().any(|p| operation.starts_with(p));
    Some(match service {
        "ec2" => match operation {
            "CreateNatGateway" | "DeleteNatGateway" => ("ec2 nat gateways", rate(10.0, 1.0)),
            "CreateVpcEndpoint" | "ModifyVpcEndpoint" | "DeleteVpcEndpoints" => {
                ("ec2 endpoints", rate(4.0, 0.3))
            }
            "RunInstances" => ("ec2 run", rate(5.0, 2.0)),
            _ if describe => ("ec2 describe", rate(100.0, 20.0)),
            _ => ("ec2 mutate", rate(50.0, 5.0)),
        },
        "iam" if describe => ("iam read", rate(60.0, 20.0)),
        "iam" => ("iam write", rate(20.0, 10.0)),
        "route53" => ("route53", rate(5.0, 5.0)),
        "acm" if describe => ("acm read", rate(10.0, 10.0)),
        "acm" => ("acm write", rate(5.0, 5.0)),
        _ => return None,
    })
}

struct Bucket {
    tokens: f64,
    filled: Instant,
    rate: Rate,
}

/// The buckets of one account and region.
#[derive(Default)]
pub struct Limits {
    buckets: Mutex<HashMap<&'static str, Bucket>>,
}

impl Limits {
    /// All full.
    pub fn new() -> Arc<Limits> {
        Arc::default()
    }

    /// Waits for its turn.
    pub async fn take(&self, service: &str, operation: &str) {
        let Some((name, rate)) = family(service, operation) else { return };
        let wait = self.reserve(name, rate, Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// Takes one token, on credit when there is none, and tells how long the credit lasts.
    fn reserve(&self, name: &'static str, rate: Rate, now: Instant) -> Duration {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(name).or_insert(Bucket { tokens: rate.burst, filled: now, rate });
        let gained = now.saturating_duration_since(bucket.filled).as_secs_f64() * bucket.rate.per_second;
        bucket.tokens = (bucket.tokens + gained).min(bucket.rate.burst) - 1.0;
        bucket.filled = now;
        if bucket.tokens >= 0.0 {
            Duration::ZERO
        } else {
            Duration::from_secs_f64(-bucket.tokens / bucket.rate.per_second)
        }
    }

    /// AWS refused for rate: empties the bucket and refills it more slowly.
    pub fn throttled(&self, service: &str, operation: &str) {
        let Some((name, rate)) = family(service, operation) else { return };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket =
            buckets.entry(name).or_insert(Bucket { tokens: rate.burst, filled: Instant::now(), rate });
        bucket.tokens = bucket.tokens.min(0.0);
        bucket.rate.per_second = (bucket.rate.per_second * 0.7).max(rate.per_second * 0.2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_the_refill_counts() {
        let limits = Limits::default();
        let now = Instant::now();
        for _ in 0..10 {
            assert_eq!(limits.reserve("nat", rate(10.0, 1.0), now), Duration::ZERO);
        }
        assert_eq!(limits.reserve("nat", rate(10.0, 1.0), now), Duration::from_secs(1));
        assert_eq!(limits.reserve("nat", rate(10.0, 1.0), now), Duration::from_secs(2));
        let later = now + Duration::from_secs(4);
        assert_eq!(limits.reserve("nat", rate(10.0, 1.0), later), Duration::ZERO);
    }
}

//! Names of protocols, as network ACLs take them. AWS speaks numbers only.
//! <https://www.iana.org/assignments/protocol-numbers>

use provision_aws_core::prelude::Value;

/// All protocols.
pub const ALL: i64 = -1;
/// ICMP over IPv4 and over IPv6: these have types and codes.
pub const ICMP: [i64; 2] = [1, 58];

/// Names by number; those without a name have their number in its place, and the unassigned one `?`.
const NAMES: &str = "
    hopopt icmp igmp ggp ipv4 st tcp cbt egp igp bbn-rcc-mon nvp-ii pup argus emcon xnet chaos udp mux
    dcn-meas hmp prm xns-idp trunk-1 trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp dccp 3pc
    idpr xtp ddp idpr-cmtp tp++ il ipv6 sdrp ipv6-route ipv6-frag idrp rsvp gre dsr bna esp ah i-nlsp swipe
    narp mobile tlsp ? ipv6-icmp ipv6-nonxt ipv6-opts 61 cftp 63 sat-expak kryptolan rvd ippc 68 sat-mon visa
    ipcv cpnx cphb wsn pvp br-sat-mon sun-nd wb-mon wb-expak iso-ip vmtp secure-vmtp vines ttp nsfnet-igp dgp
    tcf eigrp ospfigp sprite-rpc larp mtp ax.25 ipip micp scc-sp etherip encap 99 gmtp ifmp pnni pim aris
    scps qnx a/n ipcomp snp compaq-peer ipx-in-ip vrrp pgm 114 l2tp dd iatp stp srp uti smp sm ptp
    isis-over-ipv4 fire crtp crudp sscopmce iplt sps pipe sctp fc rsvp-e2e-ignore mobility-header udplite
    mpls-in-ip manet hip shim6 wesp rohc";

/// Numbers beyond the names: for experiments.
const EXPERIMENTS: [i64; 2] = [253, 254];

/// The number of a protocol, from its number or its name.
pub fn number(text: &str) -> Option<i64> {
    let named = (0..).zip(NAMES.split_whitespace()).filter(|(_, name)| *name != "?");
    let others = EXPERIMENTS.map(|n| (n, ""));
    let mut all = named.chain(others).chain([(ALL, "all")]);
    match text.parse::<i64>() {
        Ok(number) => all.any(|(n, _)| n == number).then_some(number),
        Err(_) => all.find(|(_, name)| *name == text && !text.is_empty()).map(|(n, _)| n),
    }
}

/// True when two texts mean the same protocol (`6` and `tcp`).
pub fn same(a: &str, b: &str) -> bool {
    a == b || number(a).is_some_and(|a| Some(a) == number(b))
}

/// What can be given for a protocol.
pub fn check(value: &Value) -> Result<(), String> {
    let text = value.as_str().unwrap_or_default();
    match number(text) {
        Some(_) => Ok(()),
        None => Err(format!("must be a protocol's number or its name, such as tcp; {text:?} is none")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        let all = ["all", "-1", "hopopt", "icmp", "tcp", "6", "udp", "ipv6-icmp", "rohc", "254"];
        let numbers = all.map(|p| number(p).unwrap_or(-2));
        assert_eq!(numbers, [-1, -1, 0, 1, 6, 6, 17, 58, 142, 254]);
        assert_eq!(["", "TCP", "57", "143", "255", "-2"].map(number), [None; 6]);
        assert!(same("6", "tcp") && same("x", "x") && !same("x", "y"));
    }
}

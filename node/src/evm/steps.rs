//! The trace of host functions that `stylusTracer` answers: what each program called, in order, with
//! the frames that came of it as their `steps`.
//!
//! Nitro's tracer: every frame below the first is entered under an `evm_` name, as if the EVM had
//! called; the host function that made it, which ends after it, then takes its place. Recording never
//! changes execution, and happens only on demand, in a replay.

use alloy_primitives::{Address, Bytes};
use ebb_stylus::HostStep;

/// One host function, or one frame that the EVM entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Name of the host function; a frame made by the EVM begins with `evm_`.
    pub name: String,
    /// What it was given.
    pub args: Bytes,
    /// What it answered.
    pub outs: Bytes,
    /// Ink before.
    pub start_ink: u64,
    /// Ink after.
    pub end_ink: u64,
    /// The frame that it opened, if it opens frames: whose code ran, and what happened there.
    pub frame: Option<(Address, Vec<Step>)>,
}

/// Collects steps while frames begin and end.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    open: Vec<Step>,
    outer: Vec<(Vec<Step>, Step)>,
    /// Whether the first frame has begun.
    is_inside: bool,
}

impl Steps {
    /// A frame begins: `kind` as in [`super::CallFrame`]. The first one is the transaction itself and
    /// leaves no step.
    pub(super) fn enter(&mut self, kind: &str, address: Address) {
        let name = match kind {
            "DELEGATECALL" => "evm_delegate_call_contract",
            "STATICCALL" => "evm_static_call_contract",
            "CREATE" => "evm_create1",
            "CREATE2" => "evm_create2",
            "SELFDESTRUCT" => "evm_self_destruct",
            _ => "evm_call_contract",
        };
        let frame = Step {
            name: name.into(),
            frame: Some((address, Vec::new())),
            ..Step::default()
        };
        let outer = self
            .is_inside
            .then(|| (std::mem::take(&mut self.open), frame));
        self.is_inside = true;
        self.outer.extend(outer);
    }

    /// The youngest frame ends; a create knows its address only now.
    pub(super) fn exit(&mut self, created: Option<Address>) {
        let Some((outer, mut frame)) = self.outer.pop() else {
            return;
        };
        let steps = std::mem::replace(&mut self.open, outer);
        frame.frame = frame
            .frame
            .map(|(address, _)| (created.unwrap_or(address), steps));
        self.open.push(frame);
    }

    /// A host function ended.
    pub(super) fn push(&mut self, step: HostStep) {
        let frame = match step.name {
            "call_contract"
            | "delegate_call_contract"
            | "static_call_contract"
            | "create1"
            | "create2" => Some(self.frame_of(&step)),
            _ => None,
        };
        self.open.push(Step {
            name: step.name.into(),
            args: step.args.into(),
            outs: step.outs.into(),
            start_ink: step.start_ink,
            end_ink: step.end_ink,
            frame,
        });
    }

    /// The frame that a host function has just closed. A call that was refused before it came to a
    /// frame names its target alone.
    fn frame_of(&mut self, step: &HostStep) -> (Address, Vec<Step>) {
        let is_its = |last: &mut Step| last.name.strip_prefix("evm_") == Some(step.name);
        if let Some(frame) = self.open.pop_if(is_its).and_then(|last| last.frame) {
            return frame;
        }
        let target = step
            .args
            .first_chunk()
            .filter(|_| step.name.contains("call"));
        (
            target.copied().map(Address::new).unwrap_or_default(),
            Vec::new(),
        )
    }

    /// Everything that was recorded.
    pub(super) fn finish(self) -> Vec<Step> {
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &'static str) -> HostStep {
        HostStep {
            name,
            ..HostStep::default()
        }
    }

    #[test]
    fn a_host_call_takes_the_place_of_its_frame() {
        let mut steps = Steps::default();
        let callee = Address::repeat_byte(7);
        steps.enter("CALL", Address::ZERO);
        steps.push(host("read_args"));
        steps.enter("CALL", callee);
        steps.push(host("msg_sender"));
        steps.exit(None);
        steps.push(host("call_contract"));
        let names = |steps: &[Step]| steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
        let all = steps.finish();
        assert_eq!(names(&all), ["read_args", "call_contract"]);
        let (address, inner) = all[1].frame.clone().expect("a frame");
        assert_eq!(
            (address, names(&inner)),
            (callee, vec!["msg_sender".into()])
        );
    }

    #[test]
    fn frames_of_the_evm_keep_their_names() {
        let mut steps = Steps::default();
        steps.enter("CALL", Address::ZERO);
        steps.enter("CREATE2", Address::ZERO);
        steps.exit(Some(Address::repeat_byte(1)));
        steps.enter("STATICCALL", Address::repeat_byte(2));
        steps.exit(None);
        steps.push(host("call_contract"));
        let all = steps.finish();
        assert_eq!(all[0].name, "evm_create2");
        assert_eq!(all[0].frame, Some((Address::repeat_byte(1), Vec::new())));
        assert_eq!(all[1].name, "evm_static_call_contract");
        assert_eq!(all[2].frame, Some((Address::ZERO, Vec::new())));
    }
}

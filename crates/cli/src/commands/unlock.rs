//! `provision unlock LOCK_ID`: takes away the lock of a state in a bucket whose holder is gone.

use crate::app::App;
use crate::args::Unlock;
use crate::exit::{Exit, Outcome};
use crate::{flow, place};

/// Takes the lock away, if it is the one that was named.
pub fn run(app: &mut App, args: Unlock) -> Outcome {
    let loaded = app.load()?;
    let known = flow::known(Some(&loaded));
    flow::counted(app, &known, async { place::of(app, &loaded, &known).await?.unlock(&args.lock_id).await })?;
    app.print("Unlocked. The next command settles what that run left open.\n");
    Ok(Exit::Success)
}

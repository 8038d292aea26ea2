//! The modules of the library, for the command, the tests and the developer tools of this repository.
//!
//! Not for: other programs. Nothing here is stable; what is meant for them stands at the root of the crate.

/// Opens modules that are private otherwise.
macro_rules! open {
    ($($module:ident),* $(,)?) => {
        $(
            pub mod $module {
                //! The module of the same name.
                pub use crate::$module::*;
            }
        )*
    };
}

open!(
    config, corpus, decode, driver, eval, filter, language, model, monitor, normalize, parse, render, sources, strip,
    trip,
);

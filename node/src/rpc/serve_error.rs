//! Why a server did not start, in words that say what to do.

use std::{fmt, io, net::SocketAddr};

use jsonrpsee::core::RegisterMethodError;

/// Why the server did not start.
#[derive(Debug)]
pub enum ServeError {
    /// The address is in use, forbidden, or not of this machine.
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
    /// The system refused a thread or the socket's name.
    Thread(io::Error),
    /// Two methods have one name.
    Table(RegisterMethodError),
}

impl From<RegisterMethodError> for ServeError {
    fn from(error: RegisterMethodError) -> Self {
        Self::Table(error)
    }
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, cause } if cause.kind() == io::ErrorKind::AddrInUse => write!(
                f,
                "port {} on {} is in use; end the other node, or choose another port with --port",
                address.port(),
                address.ip()
            ),
            Self::Listen { address, cause } => {
                write!(
                    f,
                    "cannot listen on {address}: {cause}; choose others with --host and --port"
                )
            }
            Self::Thread(cause) => write!(f, "the system refused to start the server: {cause}"),
            Self::Table(cause) => write!(f, "the method table is inconsistent: {cause}"),
        }
    }
}

impl std::error::Error for ServeError {}

//! What reaches outside the process, as traits with stateful fakes.

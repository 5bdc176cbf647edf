//! The company's database on real PostgreSQL: the same rules as the model in memory, and nobody sees or changes what is not hers.
//! One module a topic.

mod cluster;
mod desk;
mod desktops;
mod door;
mod faults;
mod hostile;
mod older;
mod parity;
mod proxy;
mod schema;
mod statements;
mod together;
mod town;

# The two commands are `make run` and `make test`; `make help` lists the rest.
# Everything is built into one folder outside the checkout, so that a fresh clone builds warm.

ifeq ($(strip $(CARGO_TARGET_DIR)),)
CARGO_TARGET_DIR := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/leadsmart/target
endif
export CARGO_TARGET_DIR
# rustup's folder, for shells that were open when Rust was installed.
export PATH := $(PATH):$(HOME)/.cargo/bin

XTASK := cargo run --quiet --package xtask --
BOOTSTRAP := sh src-tauri/crates/xtask/bootstrap.sh

.PHONY: help run serve test check desktop bench histories speed cuts ui sqlx setup

help:
	@echo "make run      set everything up and open the application"
	@echo "make test     set everything up and pass every check and test"
	@echo "make serve    the server with the same interface, for a browser on this machine"
	@echo "make check    only the checks that run nothing: format, layout, licences, lints, documentation"
	@echo "make desktop  only the tests of the real window"
	@echo "make bench    the benchmarks"
	@echo "make histories  more seeded histories of synchronization than make test runs: 5000 of a kind, or ARGS=number=N"
	@echo "make speed    the speed of the real window, in a release build: two hours, or less with ARGS=minutes=10"
	@echo "make cuts     two windows through an hour of a bad network, or less with ARGS=minutes=10"
	@echo "make ui       build the interface into ui/dist"
	@echo "make sqlx     renew what is committed about queries and migrations"
	@echo "make setup    install what is missing, and nothing else"
	@echo
	@echo "ARGS=… goes to run, serve, desktop, bench, histories, speed and cuts: make run ARGS=--release;"
	@echo "make run ARGS=--simulator opens it beside a simulated WhatsApp"

run:
	@$(BOOTSTRAP)
	@$(XTASK) run $(ARGS)

serve:
	@$(BOOTSTRAP)
	@$(XTASK) serve $(ARGS)

test:
	@$(BOOTSTRAP) --tests
	@$(XTASK) test

check:
	@$(BOOTSTRAP)
	@$(XTASK) test --fast

desktop:
	@$(BOOTSTRAP) --tests
	@$(XTASK) desktop $(ARGS)

bench:
	@$(BOOTSTRAP)
	@$(XTASK) bench $(ARGS)

histories:
	@$(BOOTSTRAP)
	@$(XTASK) histories $(ARGS)

speed:
	@$(BOOTSTRAP) --tests
	@$(XTASK) speed $(ARGS)

cuts:
	@$(BOOTSTRAP) --tests
	@$(XTASK) cuts $(ARGS)

ui:
	@$(BOOTSTRAP)
	@$(XTASK) ui $(ARGS)

sqlx:
	@$(BOOTSTRAP)
	@$(XTASK) sqlx $(ARGS)

setup:
	@$(BOOTSTRAP) --tests
	@$(XTASK) setup --tests

# cc_center: the rules of a call center, kept by the database itself.
# `make help` lists what can be asked for.

EXTENSION   = cc_center
MODULE_big  = cc_center
RELEASE    := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" cc_center.control)

# Each area is built on earlier ones only; everything below follows this order.
AREAS = core people rules calendar roster leave swaps planning seat cases attendance quality complaints appraisal access callbacks calls jobs service_levels reports

OBJS    = src/module.o $(patsubst %.c,%.o,$(foreach area,$(AREAS),$(sort $(wildcard src/$(area)/*.c))))
SOURCES = $(foreach area,$(AREAS),$(wildcard src/$(area)/*.sql src/$(area)/tables/*.sql src/$(area)/code/*.sql src/$(area)/presets/*.json))
ERRORS  = $(foreach area,$(AREAS),$(wildcard src/$(area)/errors.def))
UPDATES = $(patsubst updates/%,build/%,$(wildcard updates/*.sql))
SCRIPT  = build/$(EXTENSION)--$(RELEASE).sql

DATA_built  = $(SCRIPT) $(UPDATES)
EXTRA_CLEAN = build results output_iso tmp_check regression.diffs regression.out \
              $(OBJS:.o=.d) $(OBJS:.o=.bc)

PG_CPPFLAGS = -Isrc -Ibuild
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -Wshadow -Wsign-compare -MMD -MP

# sql/<area>/<rule>.sql has its answer in expected/<area>/<rule>.out
REGRESS      = core/install $(filter-out core/install,$(foreach area,$(AREAS),$(patsubst sql/%.sql,%,$(sort $(wildcard sql/$(area)/*.sql)))))
REGRESS_PREP = results-folders

ISOLATION      = $(patsubst test/isolation/specs/%.spec,%,$(sort $(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation --load-extension=btree_gist --load-extension=cc_center

# These set up everything themselves, PostgreSQL included, and so must not need it here.
ALONE = check demo bench fuzz mutants help reference
ifeq ($(filter $(ALONE),$(MAKECMDGOALS)),)
PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

-include $(OBJS:.o=.d)

.DEFAULT_GOAL := all
.PHONY: check demo bench fuzz mutants help results-folders install-messages format analyze reference

$(SCRIPT): tools/assemble $(SOURCES) Makefile
	@mkdir -p build
	bash tools/assemble "$(AREAS)" > $@.part && mv $@.part $@

# An update changes the extension's own objects by hand; the sources that install() deploys come with it.
$(UPDATES): build/%: updates/% tools/assemble $(SOURCES) Makefile
	@mkdir -p build
	{ cat $< && bash tools/assemble --sources "$(AREAS)"; } > $@.part && mv $@.part $@

# The registry of errors, put together from the areas' own.
build/error_registry.def: $(ERRORS) Makefile
	@mkdir -p build
	cat $(ERRORS) > $@.part && mv $@.part $@

# How many arguments each entry takes: the highest %N of its texts.
build/error_arguments.h: build/error_registry.def tools/error_arguments
	tools/error_arguments $< > $@.part && mv $@.part $@

$(OBJS) $(OBJS:.o=.bc): build/error_registry.def build/error_arguments.h

# PostgreSQL's format needs the names of types, and a build knows them.
format: all
	tools/format --learn $(MODULE_big)$(DLSUFFIX)
	tools/format

analyze: build/error_arguments.h
	tools/analyze "$(includedir_server)"

results-folders:
	@mkdir -p $(addprefix results/,$(AREAS))

# Message catalogues: one po file per language, domain as pg_bindtextdomain() wants it.
LANGUAGES  = $(patsubst po/%.po,%,$(wildcard po/*.po))
CATALOGUES = $(patsubst %,build/locale/%.mo,$(LANGUAGES))
localedir_ = $(DESTDIR)$(shell $(PG_CONFIG) --localedir)

ifneq ($(shell command -v msgfmt 2>/dev/null),)
all: $(CATALOGUES)
install: install-messages
endif

build/locale/%.mo: po/%.po
	@mkdir -p build/locale
	msgfmt -c -o $@ $<

install-messages: $(CATALOGUES)
	@for language in $(LANGUAGES); do \
	  install -D -m 644 "build/locale/$$language.mo" \
	    "$(localedir_)/$$language/LC_MESSAGES/cc_center-$(MAJORVERSION).mo"; \
	done

else

check:
	test/run

demo:
	demo/run

mutants:
	test/mutants/run

bench:
	test/bench/run

fuzz:
	$(MAKE) -C test/fuzz run
	$(MAKE) -C test/fuzz roles

reference:
	test/readme/renew docs/reference.md docs/zh-CN/reference.md

help:
	@echo 'make                build the extension'
	@echo 'make install        install it (as root)'
	@echo 'make installcheck   interface tests against a running server'
	@echo 'make check          every test, in a private throw-away cluster (test/run)'
	@echo 'make demo           a real month of cases, in a private throw-away cluster (demo/run)'
	@echo 'make bench          measurements against floors and peers (test/bench/run)'
	@echo 'make mutants        take one rule out after another and see whether a test notices'
	@echo 'make fuzz           fuzz the timetable parser, and let the group roles loose'
	@echo 'make reference      renew docs/reference.md from the comments of the database'
	@echo 'make format         put the C sources in the format of PostgreSQL (needs pg_bsd_indent)'
	@echo 'make analyze        look for faults in the C sources (needs cppcheck and clang)'
	@echo 'make clean          remove what was built'

endif

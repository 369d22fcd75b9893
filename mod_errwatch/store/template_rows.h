// Which message templates a server's entries were of: their texts, how often, since when. Lock-free, bounded,
// async-signal-safe.
//
// Whoever can make httpd write messages could fill any table. A row is worth the longer the more entries it
// has had: what was met once gives way first, so that what is new displaces what is new.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "anomaly/message_template.h"
#include "base/ticks.h"
#include "model/level.h"
#include "store/template_layout.h"

namespace errwatch::store {

struct KnownTemplate {
  TemplateId id = 0;
  uint64_t count = 0;
  Tick first, last;
  Level level = Level::kError;  // the most severe one
  std::string text;             // visible (base/visible_text.h); empty: it was not written completely
};

class TemplateRowsReader {
 public:
  explicit TemplateRowsReader(const TemplateSet* sets) : sets_(sets) {}
  std::vector<KnownTemplate> List() const;  // most entries first
  // Empty: it is not known, or was not written completely.
  std::string TextOf(TemplateId id) const;

 private:
  const TemplateSet* sets_;
};

class TemplateRows : public TemplateRowsReader {
 public:
  explicit TemplateRows(TemplateSet* sets) : TemplateRowsReader(sets), sets_(sets) {}
  // REQUIRES: id is TemplateOf(log_id, message). 0 is not listed.
  void Note(TemplateId id, LogId log_id, std::string_view message, Level level, Tick now) noexcept;

 private:
  TemplateSet* sets_;
};

}  // namespace errwatch::store

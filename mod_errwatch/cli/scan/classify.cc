#include "cli/scan/classify.h"

#include <cinttypes>
#include <cstdio>
#include <memory>
#include <utility>

#include "base/visible_text.h"
#include "cli/config/rules_in_force.h"
#include "cli/logs/file_form.h"
#include "cli/logs/line_classifier.h"
#include "cli/logs/line_source.h"
#include "cli/logs/read_logs.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/site_model.h"

namespace errwatch::cli {
namespace {

struct Tally {
  uint64_t lines = 0;
  uint64_t unusable = 0;
  uint64_t of_httpd = 0;  // ScanTally
  uint64_t limited = 0;
  uint64_t compared = 0;  // requests, with a model
};

class Classifying {
 public:
  Classifying(const ClassifyOptions& options, const RuleSet& rules, const SiteModel* model,
              const InputForm& input, int64_t now_us)
      : options_(options),
        input_(input),
        form_{input},
        classifier_(rules),
        model_(model),
        reader_(input.kind, now_us) {}

  // What the next file holds. Why it is not read; empty = it is.
  std::string Begin(std::string_view beginning) {
    const FileForm file = FormOfFile(input_, beginning);
    form_ = file.form;
    reader_.SetForm(form_);
    is_access_log_ = is_access_log_ || file.is_access_log;
    return file.error;
  }

  void Line(std::string_view line) {
    ++tally_.lines;
    const EntryReader::Read read = reader_.Next(line);
    Classification what;
    if (read.error.empty()) {
      what = form_.kind == InputKind::kLog ? classifier_.OfLine(read.entry) : classifier_.OfEntry(read.entry);
      tally_.limited += what.limited;
      tally_.of_httpd += read.of_httpd;
    } else {
      ++tally_.unusable;
    }
    const std::optional<double> unlikeness = UnlikenessOf(read);
    tally_.compared += unlikeness.has_value();
    if ((options_.format == "text")) {
      PrintText(read, what, unlikeness);
    } else {
      PrintJson(read, what, unlikeness);
    }
  }

  // What the lines of a log have in common, before they are classified.
  void Learn(std::string_view block, FormCensus& census) {
    if (form_.kind != InputKind::kLog) return;
    LineReader::Count(block, census);
    reader_.SetForm(census.Form());
  }

  const Tally& tally() const { return tally_; }
  bool is_access_log() const { return is_access_log_; }  // some file, that was asked for as an error log

 private:
  void PrintJson(const EntryReader::Read& read, const Classification& what,
                 std::optional<double> unlikeness) const {
    ResultFacts facts;
    facts.number = tally_.lines;
    if (!read.client.empty()) facts.client = read.client.ToString();
    facts.module = read.entry.module;
    facts.level = read.level;
    facts.log_id = read.entry.log_id;
    if (read.time) facts.time = FormatMicros(*read.time);
    facts.error = read.error;
    facts.unlikeness = unlikeness;
    const std::string line = ResultJson(facts, what);
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
  }

  std::optional<double> UnlikenessOf(const EntryReader::Read& read) const {
    if (model_ == nullptr || !read.error.empty() || !IsRequest(read.entry)) return std::nullopt;
    return model_->Of(read.entry).bits;
  }

  void PrintText(const EntryReader::Read& read, const Classification& what,
                 std::optional<double> unlikeness) const {
    const std::string client = read.client.empty() ? "-" : read.client.ToString();
    const std::string_view shown = read.error.empty() ? read.entry.message : std::string_view(read.error);
    std::string text = Printable(ReadableText(shown.empty() ? read.entry.uri : shown), 160);
    if (unlikeness) text += "  (" + std::to_string(static_cast<int>(*unlikeness)) + " points)";
    std::printf("%6" PRIu64 "  %-15s  %-19s %3u  %6u  %s\n", tally_.lines, client.c_str(),
                read.error.empty() ? std::string(CategoryName(what.category)).c_str() : "(unusable)",
                unsigned{what.cost}, what.rule, text.c_str());
  }

  const ClassifyOptions& options_;
  const InputForm input_;  // as it was asked for
  InputForm form_;         // of the file
  bool is_access_log_ = false;
  LineClassifier classifier_;
  const SiteModel* const model_;  // may be null
  EntryReader reader_;
  Tally tally_;
};

// False: not all of it could be read.
bool ClassifyFile(const std::string& path, const ClassifyOptions& options, Classifying& work) {
  const Result<std::unique_ptr<LineSource>> source = LineSource::Open(path, options.bounds);
  if (!source) {
    Complain(source.error());
    return false;
  }
  FormCensus census;
  std::string block;
  bool begun = false;
  while (source.value()->Next(block)) {
    if (!std::exchange(begun, true)) {
      if (const std::string why = work.Begin(block); !why.empty()) {
        Complain(path + ": " + why);
        return false;
      }
    }
    work.Learn(block, census);
    ForEachLine(block, [&](std::string_view line) { work.Line(line); });
    std::fflush(stdout);
  }
  const std::string cut = CutLinesNote(path, source.value()->cut_lines());
  if (!cut.empty()) Complain(cut);
  if (!source.value()->error().empty()) Complain(source.value()->error());
  return source.value()->error().empty();
}

}  // namespace

int RunClassify(const ClassifyOptions& options) {
  const Result<RulesInForce> loaded = LoadRules(options.config, options.vhost);
  if (!loaded) return EndWith(kExitNothing, loaded.error());
  const Result<InputForm> input = InputFormOf(options.input, loaded.value());
  if (!input) return EndWith(kExitUsage, input.error());
  const Result<std::optional<SiteModel>> model = SiteModel::ReadIfNamed(options.model);
  if (!model) return EndWith(kExitNothing, model.error());
  const SiteModel* const known = model.value() ? &*model.value() : nullptr;
  Classifying work(options, *loaded.value().rules, known, input.value(), NowMicros());
  if (options.format == "text")
    std::printf("%6s  %-15s  %-19s %3s  %6s  %s\n", "line", "client", "category", "cost", "rule", "message");
  bool complete = true;
  for (const std::string& file : options.files) complete = ClassifyFile(file, options, work) && complete;
  const Tally& tally = work.tally();
  if (tally.unusable != 0)
    Complain(std::to_string(tally.unusable) + " of " + std::to_string(tally.lines) +
             " lines could not be used");
  if (tally.limited != 0)
    Complain(std::to_string(tally.limited) + " entries ran into the match limit of a pattern");
  if (tally.lines == 0) Complain("nothing to classify: no line was read");
  const bool other_log = input.value().kind != InputKind::kJsonl && tally.lines != 0 && tally.of_httpd == 0;
  if (other_log)
    Complain(std::string(kNoErrorLog) + (work.is_access_log()
                                             ? " It is an access log, which --input access reads."
                                             : std::string(kFormatOfItsOwn)));
  const bool compared = known == nullptr || tally.compared != 0;
  if (!compared) Complain("--model: " + std::string(kNothingToCompare));
  return tally.lines > tally.unusable && complete && !other_log && compared ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli

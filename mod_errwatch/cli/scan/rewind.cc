#include "cli/scan/rewind.h"

#include "cli/logs/file_form.h"
#include "cli/logs/ordered_source.h"
#include "cli/logs/partial_line.h"

namespace errwatch::cli {

Rewind::Rewind(const RulesInForce& rules, const ScanPlan& plan)
    : rules_(rules), plan_(plan), scanner_(plan) {}

Status Rewind::Begin() {
  Result<std::unique_ptr<Replay>> made = Replay::Make(rules_);
  if (!made) return made.failure();
  replay_ = std::move(made).value();
  return Ok{};
}

Result<EntryInLog> Rewind::To(const std::string& path, uint64_t number) {
  if (const Status begun = Begin(); !begun) return begun.failure();
  if (plan_.input.kind != InputKind::kJsonl) replay_->LimitsNeedTimes();
  const Result<std::unique_ptr<OrderedSource>> source =
      OrderedSource::Open(path, plan_.InputOf(path), plan_.now_us, plan_.bounds);
  if (!source) return source.failure();
  EntryInLog entry;
  ScanBlock block;
  FormCensus census;
  uint64_t before = 0;
  while (source.value()->Next(block.text)) {
    if (before == 0) {
      // What the client did before that line stands behind it where the newest comes first.
      number = source.value()->LineInFile(number);
      const FileForm file = FormOfFile(plan_.input, block.text);
      if (!file.error.empty()) return Error{path + ": " + file.error};
      entry.input = block.input = file.form;
    }
    if (block.input.kind == InputKind::kLog) LineReader::Count(block.text, census);
    block.form = census.Form();
    scanner_.Scan(block);
    entry.of_httpd = entry.of_httpd || block.tally.of_httpd != 0;
    Find(block, before, number, entry);
    before += block.tally.lines;
    if (before >= number) return entry;
  }
  const std::string& error = source.value()->error();
  return Error{(error.empty() ? path : error) + ": has only " + std::to_string(before) +
               (before == 1 ? " line" : " lines")};
}

Result<EntryInLog> Rewind::Alone(std::string_view line) {
  if (const Status begun = Begin(); !begun) return begun.failure();
  EntryInLog entry;
  ScanBlock block;
  block.text = line;
  const FileForm file = FormOfFile(plan_.input, line);
  if (!file.error.empty()) return Error{"the line " + file.error};
  entry.input = block.input = file.form;
  scanner_.Scan(block);
  entry.of_httpd = block.tally.of_httpd != 0;
  Find(block, 0, 1, entry);
  entry.text = line;
  return entry;
}

// Replays the records of a block, and no further than the entry if that is here.
void Rewind::Find(const ScanBlock& block, uint64_t lines_before, uint64_t number, EntryInLog& entry) {
  std::optional<uint64_t> wanted;  // place of the entry's first line in the block, from 0
  if (number <= lines_before + block.tally.lines) {
    uint64_t first = 0;
    const auto take = [&](std::string_view text, std::size_t parts) {
      if (!wanted && number <= lines_before + first + parts) {
        wanted = first;
        entry.text = text;
        entry.form = block.form;
      }
      first += parts;
    };
    if (block.input.kind == InputKind::kLog) {
      ForEachWholeLine(block.text, [&](const WholeLine& line) { take(line.text, line.parts); });
    } else {
      ForEachLine(block.text, [&](std::string_view line) { take(line, 1); });
    }
  }
  for (const ScanRecord& record : block.records) {
    if (wanted && record.line > *wanted) return;
    const bool is_it = wanted && record.line == *wanted;
    if (is_it) entry.before = ViewOf(record.client);
    const std::size_t blocks = replay_->blocks().size();
    const Replay::Effect effect = replay_->Add(record, 0, lines_before + record.line + 1);
    if (!is_it) continue;
    entry.has_record = true;
    entry.effect = effect;
    entry.after = ViewOf(record.client);
    entry.now = replay_->now();
    if (replay_->blocks().size() > blocks) entry.block = replay_->blocks().back();
  }
}

std::optional<store::ClientView> Rewind::ViewOf(const ClientAddress& client) const {
  if (client.empty()) return std::nullopt;
  const store::ClientTableReader clients = replay_->segment().clients();
  return clients.Find(clients.KeyOf(client, store::ScopeHash(rules_.settings.scope.value)));
}

}  // namespace errwatch::cli

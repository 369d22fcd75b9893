#include "cli/server/templates.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/time_text.h"
#include "cli/logs/entry_reader.h"
#include "cli/logs/file_form.h"
#include "cli/logs/line_source.h"
#include "cli/logs/log_time.h"
#include "cli/logs/template_census.h"
#include "cli/output/exit_code.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Found {
  std::vector<TemplateCount> templates;
  uint64_t unlisted = 0;
  LocalTime time;
};

std::string TimeOf(Tick time) { return time == Tick() ? std::string() : FormatTime(time); }

void WriteJson(const Found& found) {
  Json list = Json::array();
  for (const TemplateCount& row : found.templates) {
    Json object = {
        {"template", TemplateName(row.id)}, {"entries", row.entries}, {"level", LevelName(row.level)}};
    if (row.first != Tick()) {
      object["first"] = FormatTime(row.first);
      object["last"] = FormatTime(row.last);
    }
    if (!row.text.empty()) object["text"] = row.text;
    list.push_back(std::move(object));
  }
  const Json document = {{"templates", std::move(list)}, {"unlisted", found.unlisted}};
  const std::string text = document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void WriteText(const Found& found, std::size_t most) {
  const std::size_t shown = most == 0 ? found.templates.size() : std::min(most, found.templates.size());
  Table table(
      {{"entries", Table::Align::kRight}, {found.time.Title("last")}, {"level"}, {"template"}, {"text"}});
  for (std::size_t i = 0; i < shown; ++i) {
    const TemplateCount& row = found.templates[i];
    table.Add({FormatCount(row.entries), found.time.Short(row.last), std::string(LevelName(row.level)),
               TemplateName(row.id), Printable(row.text)});
  }
  std::string text = table.ToText(ColourOn(STDOUT_FILENO), 0);
  if (const std::size_t more = found.templates.size() - shown; more != 0)
    text += "... " + FormatCount(more) + " more; --most 0 lists all\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void WriteCsv(const Found& found) {
  Table table({{"template"}, {"entries"}, {"level"}, {"first"}, {"last"}, {"text"}});
  for (const TemplateCount& row : found.templates)
    table.Add({TemplateName(row.id), std::to_string(row.entries), std::string(LevelName(row.level)),
               TimeOf(row.first), TimeOf(row.last), row.text});
  const std::string text = table.ToCsv();
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Write(const Found& found, const TemplatesOptions& options) {
  if (options.format == "json") return WriteJson(found);
  if (options.format == "csv") return WriteCsv(found);
  WriteText(found, options.most);
}

class Counting {
 public:
  explicit Counting(int64_t now_us) : reader_(InputKind::kLog, now_us) {}

  // Complains of what could not be read. False: not all of it was.
  bool File(const std::string& path, const ReadBounds& bounds) {
    const Result<std::unique_ptr<LineSource>> source = LineSource::Open(path, bounds);
    if (!source) {
      Complain(source.error());
      return false;
    }
    FormCensus forms;
    std::string block;
    for (bool begun = false; source.value()->Next(block); begun = true) {
      if (const std::string why = begun ? std::string() : WhyNotRead(block); !why.empty()) {
        Complain(path + ": " + why);
        return false;
      }
      LineReader::Count(block, forms);
      reader_.SetForm(forms.Form());
      ForEachLine(block, [this](std::string_view line) { Line(line); });
    }
    if (const std::string cut = CutLinesNote(path, source.value()->cut_lines()); !cut.empty()) Complain(cut);
    if (!source.value()->error().empty()) Complain(source.value()->error());
    return source.value()->error().empty();
  }

  const TemplateCensus& census() const { return census_; }
  uint64_t lines() const { return lines_; }
  uint64_t of_httpd() const { return of_httpd_; }
  int64_t last_us() const { return last_us_; }

 private:
  std::string WhyNotRead(std::string_view beginning) {
    const FileForm file = FormOfFile({}, beginning);
    if (!file.error.empty()) return file.error;
    reader_.SetForm(file.form);
    return file.form.kind == InputKind::kAccess ? "is an access log: it has no messages" : "";
  }

  void Line(std::string_view line) {
    ++lines_;
    const EntryReader::Read read = reader_.Next(line);
    of_httpd_ += read.of_httpd;
    if (!read.error.empty() || !read.of_httpd) return;
    if (read.time) last_us_ = std::max(last_us_, *read.time);
    census_.Add(read.entry.log_id, read.entry.message, read.level.value_or(Level::kError),
                read.time ? TickFromUnixMs(*read.time / 1000) : Tick());
  }

  EntryReader reader_;
  TemplateCensus census_;
  uint64_t lines_ = 0;
  uint64_t of_httpd_ = 0;
  int64_t last_us_ = INT64_MIN;
};

int OfLogs(const TemplatesOptions& options) {
  const int64_t now_us = NowMicros();
  Counting counting(now_us);
  bool complete = true;
  for (const std::string& file : options.files) complete = counting.File(file, options.bounds) && complete;
  if (counting.of_httpd() == 0) {
    if (counting.lines() != 0) {
      Complain("no line of an error log of httpd was found");
    } else {
      Complain("there are no templates: no line was read");
    }
    return kExitNothing;
  }
  const int64_t time = counting.last_us() == INT64_MIN ? now_us : counting.last_us();
  Write({counting.census().List(), counting.census().unlisted(), LocalTime::Of(time)}, options);
  if (counting.census().unlisted() != 0)
    Complain(FormatCount(counting.census().unlisted(), "entry is", "entries are") +
             " of further templates, which are not listed");
  return complete ? kExitDone : kExitNothing;
}

int OfServer(const TemplatesOptions& options) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  if (!server.value()->remark().empty()) Complain(server.value()->remark());
  Found found;
  found.time = LocalTime(Now());
  for (const store::KnownTemplate& known : server.value()->segment().message_templates().List())
    found.templates.push_back({known.id, known.count, known.first, known.last, known.level, known.text});
  if (found.templates.empty() && options.format == "text")
    return EndWith(kExitNothing,
                   "the server has met none yet: it looks at messages where ErrWatchAnomalies is On");
  Write(found, options);
  return kExitDone;
}

}  // namespace

std::string TemplateName(TemplateId id) {
  if (const LogId log_id = LogIdOfTemplate(id); log_id != 0) return FormatLogId(log_id);
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(id));
  return text;
}

int RunTemplates(const TemplatesOptions& options) {
  return options.files.empty() ? OfServer(options) : OfLogs(options);
}

}  // namespace errwatch::cli

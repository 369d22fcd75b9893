// Configuration files of httpd, which others write, and Debian's envvars: files apart by lines that begin with
// "%%" and end with a name; the first one is what is read. A plain reader of sections, conditions and Defines
// says the same of what counts; the same text means the same written in other ways; and a refusal names its
// place.
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/temporary_directory.h"
#include "base/ascii.h"
#include "cli/config/config_lines.h"
#include "cli/config/config_reader.h"
#include "cli/config/start_environment.h"
#include "config/directive.h"
#include "config/words.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::string_view kMark = "%%";

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

// No file of this machine is a fuzzer's to open, nor is a name that the environment may have.
bool IsOfOthers(std::string_view text) {
  const std::string lower = Lower(text);
  if (lower.find("serverroot") != std::string::npos || text.find("..") != std::string_view::npos) return true;
  for (const ConfigLine& line : SplitConfigLines(text)) {
    const std::string directive = Lower(line.text);
    const bool include = directive.starts_with("include");
    if (include && directive.find_first_of("$*?[{\\~") != std::string::npos) return true;
    const bool names_file =
        include || directive.find('@') != std::string::npos ||
        (directive.starts_with("remoteip") && directive.find("list") != std::string::npos);
    if (names_file && directive.find('/') != std::string::npos) return true;
  }
  return false;
}

struct File {
  std::string name, text;
};

std::vector<File> FilesOf(std::string_view input) {
  std::vector<File> files{{"httpd.conf", ""}};
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    if (line.starts_with(kMark)) {
      std::string name;
      for (const char c : line.substr(kMark.size()))
        if (IsAlnum(c) && name.size() < 20) name += c;
      files.push_back({name + ".conf", ""});
    } else {
      files.back().text.append(input.substr(0, std::min(end + 1, input.size())));
    }
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return files;
}

// What the plain reader knows of a configuration without Include.
struct Plain {
  bool refused = false;
  bool loads_errwatch = false;
  std::size_t vhosts = 0;
  std::vector<std::string> listens;
};

bool PlainSkips(const std::string& section, std::string arguments, const Variables& defined,
                const std::set<std::string>& modules) {
  if (section == "macro" || section == "perl") return true;
  if (arguments.empty() || arguments[0] != '!') return false;
  arguments.erase(0, 1);
  if (section == "ifdefine") return defined.contains(arguments);
  if (section != "ifmodule") return false;
  if (arguments.ends_with(".c")) {
    arguments.resize(arguments.size() - 2);
    if (arguments.starts_with("mod_")) arguments.erase(0, 4);
  } else if (arguments.ends_with("_module") && arguments.size() > 7) {
    arguments.resize(arguments.size() - 7);
  }
  return arguments == "errwatch" || modules.contains(arguments);
}

// Sections by their names; what httpd asks for each request is a place, in which nothing is of the server.
struct PlainReader {
  Plain plain;
  Variables defined;
  std::set<std::string> modules;
  std::vector<std::pair<std::string, char>> open;  // name, and v, d, s or p of what it is

  bool Inside(char kind) const {
    for (const auto& section : open)
      if (section.second == kind) return true;
    return false;
  }
  void Open(std::string_view name, std::string_view arguments) {
    const std::string section = Lower(name);
    char kind = 'd';
    if (Inside('s') || section == "ifmodule" || section == "ifdefine" || section == "ifversion" ||
        section == "iffile" || section == "ifdirective" || section == "macro" || section == "perl") {
      const std::string expanded = ExpandVariables(arguments, defined).text;
      kind = !Inside('s') && PlainSkips(section, expanded, defined, modules) ? 's' : 'p';
    } else if (section == "virtualhost") {
      plain.refused = plain.refused || Inside('v') || Inside('d');
      ++plain.vhosts;
      kind = 'v';
    }
    open.emplace_back(section, kind);
  }
  void Line(std::string_view line) {
    const ConfigDirective directive = SplitDirective(line);
    const std::string name = Lower(directive.name);
    if (name.starts_with("</")) {
      plain.refused = plain.refused || open.empty() || open.back().first != name.substr(2);
      if (!plain.refused) open.pop_back();
    } else if (name.starts_with("<")) {
      Open(directive.name.substr(1), directive.arguments);
    } else if (!Inside('s') && !Inside('d')) {
      const auto words = SplitArguments(ExpandVariables(directive.arguments, defined).text);
      if (!words || words.value().empty()) return;
      const std::string& first = words.value()[0].text;
      if (name == "listen") plain.listens.push_back(first);
      if (name == "define" && words.value().size() > 1) defined[first] = words.value()[1].text;
      if (name == "undefine") defined.erase(first);
      if (name == "loadmodule")
        modules.insert(first.ends_with("_module") && first.size() > 7 ? first.substr(0, first.size() - 7)
                                                                      : first);
    }
  }
};

Plain PlainRead(const std::vector<ConfigLine>& lines) {
  PlainReader reader;
  for (const ConfigLine& line : lines) {
    reader.Line(line.text);
    if (reader.plain.refused) break;
  }
  reader.plain.refused = reader.plain.refused || !reader.open.empty();
  reader.plain.loads_errwatch = reader.modules.contains("errwatch");
  return reader.plain;
}

// Whatever the module's own directives and LogLevel say: their grammar refuses more.
bool HasOwnGrammar(const std::vector<ConfigLine>& lines) {
  for (const ConfigLine& line : lines) {
    const std::string name = Lower(line.text);
    if (name.starts_with("errwatch") || name.starts_with("loglevel") || name.starts_with("include") ||
        name.starts_with("loadmodule"))
      return true;
  }
  return false;
}

std::size_t Set(const ServerSettings& server, const DirectorySettings& directory) {
  std::size_t set = server.limits.any.is_set;
  for (const auto& limit : server.limits.category) set += limit.is_set;
  ServerSettings::ForEach([&](auto member) { set += (server.*member).is_set; });
  DirectorySettings::ForEach([&](auto member) { set += (directory.*member).is_set; });
  return set;
}

void RequireSame(const Result<Configuration>& a, const Result<Configuration>& b) {
  Require(a.ok() == b.ok());
  if (!a) return;
  const Configuration &one = a.value(), &two = b.value();
  Require(one.name == two.name && one.listens == two.listens && one.runtime_dir == two.runtime_dir);
  Require(one.loads_errwatch == two.loads_errwatch && one.names_clients == two.names_clients);
  Require(one.believes_anybody.empty() == two.believes_anybody.empty());
  Require(one.written.size() == two.written.size() && one.address_lines.size() == two.address_lines.size());
  Require(one.warnings.size() == two.warnings.size() && one.vhosts.size() == two.vhosts.size());
  Require(Set(one.server, one.directory) == Set(two.server, two.directory));
  Require(one.in_directories.removals.size() == two.in_directories.removals.size());
  Require(one.in_directories.bodies == two.in_directories.bodies);
  for (std::size_t i = 0; i < one.vhosts.size(); ++i) {
    const VirtualHost &here = one.vhosts[i], &there = two.vhosts[i];
    Require(here.name == there.name && here.addresses == there.addresses);
    Require(Set(here.server, here.directory) == Set(there.server, there.directory));
    Require(here.log_levels.base == there.log_levels.base &&
            here.log_levels.modules == there.log_levels.modules);
  }
}

// Line ends of another system, empty lines, comments, lines that go on, and names in other letters.
std::string WrittenOtherwise(const std::vector<ConfigLine>& lines) {
  std::string text = "# \\\r\nstill a comment\r\n";
  for (const ConfigLine& line : lines) {
    const std::size_t name = SplitDirective(line.text).name.size();
    std::string written = line.text;
    if (written.find("\\") == std::string::npos && written.size() > name && IsSpace(written[name]))
      written.insert(name, "\\\n");
    for (std::size_t i = 0; i < name && !written.starts_with("Err"); ++i)
      written[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(written[i])));
    text += " \t" + written + "\r\n\r\n";
  }
  return text;
}

void CheckEnvironment(std::string_view text) {
  for (const auto& [name, value] : cli::AssignmentsOf(text)) {
    for (const char c : name) Require(IsAlnum(c) || c == '_');
    Require(!name.empty() && value.find_first_of("$`\"'\\ \t\n") == std::string::npos);
    Require(text.find("export " + name + "=") != std::string_view::npos);
    const auto again = cli::AssignmentsOf("export " + name + "=" + value);
    Require(again.size() == 1 && again[0].first == name && again[0].second == value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  CheckEnvironment(input);
  if (input.find('\0') != std::string_view::npos) return 0;  // names of files end there
  static const TemporaryDirectory directory;
  const std::vector<File> files = FilesOf(input);
  for (const File& file : files)
    if (IsOfOthers(file.text)) return 0;
  for (const File& file : files) directory.Write(file.name, file.text);
  const std::string path = directory.Path("httpd.conf");
  directory.Write("httpd.conf", files[0].text);
  const auto read = ReadConfiguration(path);
  if (!read) Require(read.error().starts_with(directory.path() + "/"));

  const std::vector<ConfigLine> lines = SplitConfigLines(files[0].text);
  if (WhyNoBytes(files[0].text).empty() && !HasOwnGrammar(lines)) {
    const Plain plain = PlainRead(lines);
    Require(read.ok() == !plain.refused);
    if (read) Require(read.value().listens == plain.listens && read.value().vhosts.size() == plain.vhosts);
  }
  if (WhyNoBytes(files[0].text).empty()) {
    directory.Write("otherwise.conf", WrittenOtherwise(lines));
    RequireSame(read, ReadConfiguration(directory.Path("otherwise.conf")));
    directory.Write("whole.conf", "Include httpd.conf\n");
    RequireSame(read, ReadConfiguration(directory.Path("whole.conf")));
  }
  for (const File& file : files) std::filesystem::remove(directory.Path(file.name));
  return 0;
}

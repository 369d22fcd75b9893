#include "cli/config/config_reader.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "cli/config/client_naming.h"
#include "cli/config/config_condition.h"
#include "cli/config/config_lines.h"
#include "cli/config/log_level.h"
#include "config/directive.h"
#include "config/text_file.h"
#include "config/words.h"

namespace errwatch {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxIncludeDepth = 20;
constexpr int kMaxFiles = 10'000;  // else one that includes others twice over and over would take for ever

// What a section means for the directives in it.
enum class SectionKind : unsigned char {
  kPlain,  // as if it were not there
  kVirtualHost,
  kDirectory,
  kSkipped,
};

SectionKind KindOf(std::string_view name, std::string_view arguments, const KnownSoFar& known) {
  if (EqualsIgnoreCase(name, "VirtualHost")) return SectionKind::kVirtualHost;
  if (EqualsIgnoreCase(name, "Macro") || EqualsIgnoreCase(name, "Perl")) return SectionKind::kSkipped;
  if (IsCondition(name))
    return IsSkipped(name, arguments, known) ? SectionKind::kSkipped : SectionKind::kPlain;
  return SectionKind::kDirectory;  // <If> too: it is decided for each request
}

// "https://www.example.org:443" -> "www.example.org"
std::string HostOf(std::string_view server_name) {
  if (const size_t scheme = server_name.find("://"); scheme != std::string_view::npos)
    server_name.remove_prefix(scheme + 3);
  const size_t port = server_name.rfind(':');
  const bool has_port = port != std::string_view::npos &&
                        server_name.find(']', port) == std::string_view::npos &&
                        (server_name.front() == '[' || server_name.find(':') == port);
  return std::string(has_port ? server_name.substr(0, port) : server_name);
}

// A server or virtual host as its own lines say it. LogLevel lines are kept and applied at the end, because
// the main server's may stand below a virtual host that inherits from them.
struct Section {
  std::string name;
  std::string addresses;
  std::string origin;
  ServerSettings server;
  DirectorySettings directory;
  std::vector<std::pair<std::string, std::string>> log_levels;  // arguments and origin
  std::optional<bool> logs_to_syslog;
  ClientNaming naming;
};

class Reader {
 public:
  explicit Reader(std::string server_root) : server_root_(std::move(server_root)) {}

  // `included_at` is the place of the Include, empty for the first file.
  Status ReadFile(const std::string& path, const std::string& included_at);
  Result<Configuration> Finish() &&;

 private:
  struct Open {
    std::string name;
    SectionKind kind;
    std::string origin;
  };

  Status ReadLine(const ConfigDirective& directive, const std::string& origin, size_t first_open);
  Status OpenSection(const ConfigDirective& directive, const std::string& origin);
  Status CloseSection(std::string_view name, size_t first_open);
  Status ReadDirective(const ConfigDirective& directive, const std::string& origin);
  Status ReadErrWatch(std::string_view name, std::string_view arguments, const std::string& origin);
  Status ReadInclude(std::string_view arguments, bool optional, const std::string& origin);
  Result<std::vector<std::string>> IncludedFiles(std::string_view arguments, bool optional) const;
  bool Inside(SectionKind kind) const;
  Section& section() { return Inside(SectionKind::kVirtualHost) ? vhosts_.back() : main_; }

  std::string server_root_;
  std::string runtime_dir_;
  Variables defined_;
  Section main_;
  std::vector<Section> vhosts_;
  std::set<std::string, std::less<>> loaded_modules_;
  InDirectories in_directories_;
  std::vector<std::string> listens_;
  std::vector<WrittenFile> written_;
  std::vector<AddressLine> address_lines_;
  AccessLogFormats access_logs_;
  std::vector<Open> open_;  // sections, the innermost last
  std::vector<std::string> warnings_;
  int depth_ = 0;
  int files_ = 0;
};

bool Reader::Inside(SectionKind kind) const {
  return std::any_of(open_.begin(), open_.end(), [&](const Open& open) { return open.kind == kind; });
}

Status Reader::ReadFile(const std::string& path, const std::string& included_at) {
  if (depth_ >= kMaxIncludeDepth) {
    return At(included_at, "more than " + std::to_string(kMaxIncludeDepth) + " nested Include: does " + path +
                               " include itself?");
  }
  if (++files_ > kMaxFiles)
    return At(included_at, "more than " + std::to_string(kMaxFiles) + " files are included");
  const Result<std::string> content = ReadTextFile(path);
  if (!content) return At(included_at, content.error());
  if (const std::string why = WhyNoBytes(content.value()); !why.empty()) return At(path + ":1", why);
  ++depth_;
  const size_t first_open = open_.size();  // sections must end in the file in which they begin
  for (const ConfigLine& line : SplitConfigLines(content.value())) {
    Status read = ReadLine(SplitDirective(line.text), path + ":" + std::to_string(line.number), first_open);
    if (!read) return read;
  }
  if (open_.size() > first_open) return At(open_.back().origin, "<" + open_.back().name + "> is not closed");
  --depth_;
  return Ok{};
}

Status Reader::ReadLine(const ConfigDirective& directive, const std::string& origin, size_t first_open) {
  const std::string_view name = directive.name;
  // Errors of an included file come with their own place.
  const bool skipped = Inside(SectionKind::kSkipped);
  const bool optional = EqualsIgnoreCase(name, "IncludeOptional");
  if (!skipped && (optional || EqualsIgnoreCase(name, "Include"))) {
    return ReadInclude(directive.arguments, optional, origin);
  }
  Status read = Ok{};
  if (name.starts_with("</")) {
    read = CloseSection(name.substr(2), first_open);
  } else if (name.starts_with('<')) {
    read = OpenSection(directive, origin);
  } else if (!skipped) {
    read = ReadDirective(directive, origin);
  }
  return read ? read : At(origin, read.error());
}

Status Reader::OpenSection(const ConfigDirective& directive, const std::string& origin) {
  const std::string_view name = directive.name.substr(1);
  const std::string arguments = ExpandVariables(directive.arguments, defined_).text;
  const SectionKind kind = Inside(SectionKind::kSkipped)
                               ? SectionKind::kPlain
                               : KindOf(name, arguments, {defined_, loaded_modules_});
  if (kind == SectionKind::kVirtualHost) {
    if (Inside(SectionKind::kVirtualHost) || Inside(SectionKind::kDirectory)) {
      return Error{"<VirtualHost> cannot stand inside <" + open_.back().name + ">"};
    }
    Section vhost;
    vhost.addresses = arguments;
    vhost.origin = origin;
    vhosts_.push_back(std::move(vhost));
  }
  open_.push_back({std::string(name), kind, origin});
  return Ok{};
}

Status Reader::CloseSection(std::string_view name, size_t first_open) {
  if (open_.size() <= first_open)
    return Error{"</" + std::string(name) + "> without <" + std::string(name) + ">"};
  if (!EqualsIgnoreCase(open_.back().name, name)) {
    return Error{"</" + std::string(name) + "> where </" + open_.back().name + "> was expected, to close " +
                 open_.back().origin};
  }
  open_.pop_back();
  return Ok{};
}

Status Reader::ReadDirective(const ConfigDirective& directive, const std::string& origin) {
  constexpr std::string_view kPrefix = "ErrWatch";
  const std::string_view name = directive.name;
  const auto [arguments, undefined] = ExpandVariables(directive.arguments, defined_);
  if (EqualsIgnoreCase(name.substr(0, kPrefix.size()), kPrefix)) {
    for (const std::string& variable : undefined) {
      warnings_.push_back(origin + ": the variable ${" + variable +
                          "} is not defined; in a pattern write [$]{ for a dollar before a brace");
    }
    return ReadErrWatch(name, arguments, origin);
  }
  if (Inside(SectionKind::kDirectory)) return Ok{};
  if (EqualsIgnoreCase(name, "LogLevel")) {
    section().log_levels.emplace_back(arguments, origin);
    return Ok{};
  }

  const Result<std::vector<Word>> words = SplitArguments(arguments);
  // httpd judges its own directives; here only those matter that can be read.
  if (!words || words.value().empty()) return Ok{};
  const std::string& first = words.value()[0].text;
  section().naming.Read(name, first, origin);
  if (ListsProxies(name)) AddProxyLine(name, arguments, origin, server_root_, address_lines_);
  if (auto written = WrittenBy(name, first); written && undefined.empty()) written_.push_back(*written);
  access_logs_.Read(name, words.value());
  if (EqualsIgnoreCase(name, "ServerRoot")) {
    server_root_ = first;
  } else if (EqualsIgnoreCase(name, "DefaultRuntimeDir")) {
    // Debian's is a variable of the script that starts httpd: mostly not known here.
    runtime_dir_ = undefined.empty() ? first : std::string();
  } else if (EqualsIgnoreCase(name, "LoadModule")) {
    loaded_modules_.emplace(ShortModuleName(first));
  } else if (EqualsIgnoreCase(name, "ServerName")) {
    section().name = HostOf(first);
  } else if (EqualsIgnoreCase(name, "ErrorLog")) {
    section().logs_to_syslog = first == "syslog" || first.starts_with("syslog:");
  } else if (EqualsIgnoreCase(name, "Listen")) {
    listens_.push_back(first);
  } else if (EqualsIgnoreCase(name, "Define")) {
    if (words.value().size() > 1) defined_[first] = words.value()[1].text;
  } else if (EqualsIgnoreCase(name, "UnDefine")) {
    defined_.erase(first);
  }
  return Ok{};
}

Status Reader::ReadErrWatch(std::string_view name, std::string_view arguments, const std::string& origin) {
  const DirectiveInfo* info = FindDirective(name);
  if (info == nullptr) {
    std::string names;
    for (const DirectiveInfo& known : Directives())
      names.append(names.empty() ? "" : ", ").append(known.name);
    return Error{"unknown directive " + Quoted(name) + "; there are " + names + DidYouMean(name, names)};
  }
  if (info->context == Context::kServer && Inside(SectionKind::kVirtualHost)) {
    return Error{std::string(info->name) + " is not allowed in <VirtualHost>: it belongs to the main server"};
  }
  const bool in_directory = Inside(SectionKind::kDirectory);
  const DirectivePlace place{origin, server_root_, in_directory, std::string(DirectoryOf(origin))};
  DirectorySettings directory;  // of which only the removals are kept
  Status applied = ApplyDirective(info->id, arguments, place, section().server,
                                  in_directory ? directory : section().directory);
  if (applied) AddAddressLine(*info, arguments, origin, server_root_, address_lines_);
  in_directories_.Add(directory);
  return applied;
}

Status Reader::ReadInclude(std::string_view arguments, bool optional, const std::string& origin) {
  const Result<std::vector<std::string>> files =
      IncludedFiles(ExpandVariables(arguments, defined_).text, optional);
  if (!files) return At(origin, files.error());
  for (const std::string& file : files.value()) {
    Status read = ReadFile(file, origin);
    if (!read) return read;
  }
  return Ok{};
}

Result<std::vector<std::string>> Reader::IncludedFiles(std::string_view arguments, bool optional) const {
  const Result<std::vector<Word>> words = SplitArguments(arguments);
  if (!words) return words.failure();
  if (words.value().size() != 1) return Error{"Include takes one path"};
  const std::string path = BelowBase(words.value()[0].text, server_root_);
  Result<std::vector<std::string>> files = FilesOfInclude(path);
  std::error_code ignored;
  const bool missing = files && files.value().empty() && !fs::is_directory(path, ignored);
  if (missing && !optional) {
    const bool variable = path.find("${") != std::string::npos;
    return Error{"there is no " + path + (variable ? " (a variable in it is not defined)" : "")};
  }
  return files;
}

// REQUIRES: `levels` holds what the section inherits.
Status ApplyLogLevels(const Section& section, LogLevels& levels) {
  for (const auto& [arguments, origin] : section.log_levels) {
    Status applied = ApplyLogLevel(arguments, levels);
    if (!applied) return At(origin, applied.error());
  }
  if (section.logs_to_syslog) levels.notice_always = !*section.logs_to_syslog;
  return Ok{};
}

Result<Configuration> Reader::Finish() && {
  Configuration result;
  const Status main_levels = ApplyLogLevels(main_, result.log_levels);
  if (!main_levels) return main_levels.failure();
  result.log_levels.loaded = LoadedModules(loaded_modules_);
  std::vector<ClientNaming> naming{main_.naming};
  for (const Section& own : vhosts_) {
    naming.push_back(own.naming.Under(main_.naming));
    VirtualHost vhost;
    vhost.name = own.name.empty() ? own.addresses : own.name;
    vhost.addresses = own.addresses;
    vhost.origin = own.origin;
    vhost.server = MergeServer(main_.server, own.server);
    vhost.directory = MergeDirectory(main_.directory, own.directory);
    vhost.log_levels = result.log_levels;
    const Status levels = ApplyLogLevels(own, vhost.log_levels);
    if (!levels) return levels.failure();
    result.vhosts.push_back(std::move(vhost));
  }
  result.listens = std::move(listens_);
  result.written = std::move(written_);
  result.address_lines = std::move(address_lines_);
  result.access_logs = std::move(access_logs_);
  result.loads_errwatch = loaded_modules_.contains("errwatch");
  result.names_clients = std::ranges::any_of(naming, &ClientNaming::named);
  result.believes_anybody = WhereAnybodyIsBelieved(naming);
  result.in_directories = std::move(in_directories_);
  if (!runtime_dir_.empty()) result.runtime_dir = BelowBase(runtime_dir_, server_root_);
  result.server_root = std::move(server_root_);
  result.name = std::move(main_.name);
  result.server = std::move(main_.server);
  result.directory = std::move(main_.directory);
  result.warnings = std::move(warnings_);
  return result;
}

}  // namespace

Result<Configuration> ReadConfiguration(const std::string& path) {
  std::error_code failure;
  const fs::path absolute = fs::absolute(path, failure);
  if (failure) return Error{"cannot read " + path + ": " + failure.message()};
  const bool directory = fs::is_directory(path, failure);
  std::vector<std::string> files{path};
  if (directory) {
    Result<std::vector<std::string>> listed = ConfFilesOf(path);
    if (!listed) return listed.failure();
    if (listed.value().empty()) return Error{"there is no *.conf in " + path};
    files = std::move(listed).value();
  }
  Reader reader(directory ? absolute.string() : absolute.parent_path().string());
  for (const std::string& file : files) {
    const Status read = reader.ReadFile(file, "");
    if (!read) return read.failure();
  }
  return std::move(reader).Finish();
}

}  // namespace errwatch

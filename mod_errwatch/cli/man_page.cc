#include "cli/man_page.h"

#include <CLI/CLI.hpp>

#include "base/ascii.h"
#include "base/version.h"
#include "cli/manual.h"

namespace errwatch::cli {
namespace {

constexpr std::string_view kDescription =
    "errwatch has the engine of mod_errwatch without the server: the same rules, limits and arithmetic read "
    "old "
    "logs, logs that are being written, and the state file of a running server.";

std::string Bold(std::string_view text) { return "\\fB" + RoffTyped(text) + "\\fR"; }
std::string Italic(std::string_view text) { return "\\fI" + RoffTyped(text) + "\\fR"; }

// "Say why" -> "Say why." on lines of its own.
std::string Sentence(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return RoffText(text);
}

bool IsMany(const CLI::Option& option) {
  return option.get_expected_max() == CLI::detail::expected_max_vector_size;
}

std::vector<const CLI::Option*> Operands(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

// "FILE ...", or "[FILE ...]" where it may be left out.
std::string Operand(const CLI::Option& option) {
  const std::string text = Italic(option.get_type_name()) + (IsMany(option) ? " ..." : "");
  return option.get_required() ? text : "[" + text + "]";
}

// "errwatch scan [OPTION ...] FILE ..."
std::string Synopsis(const CLI::App& command) {
  std::string text = Bold("errwatch " + command.get_name()) + " [" + Italic("OPTION") + " ...]";
  for (const CLI::Option* operand : Operands(command)) text += " " + Operand(*operand);
  return text;
}

// "--since, --until"
template <typename Options>
std::string Names(const Options& options) {
  std::string text;
  for (const CLI::Option* option : options) {
    text += (text.empty() ? "" : ", ") +
            (option->get_positional() ? option->get_type_name() : option->get_name());
  }
  return text;
}

// "-f, --format text|json"
std::string Tag(const CLI::Option& option) {
  std::string tag;
  for (const std::string& name : option.get_snames()) tag += (tag.empty() ? "" : ", ") + Bold("-" + name);
  for (const std::string& name : option.get_lnames()) tag += (tag.empty() ? "" : ", ") + Bold("--" + name);
  if (!option.get_type_name().empty()) tag += (tag.empty() ? "" : " ") + Italic(option.get_type_name());
  return tag + (IsMany(option) ? " ..." : "");
}

void AppendOption(const CLI::Option& option, std::string& page) {
  page += ".TP\n" + Tag(option) + "\n" + Sentence(option.get_description());
  if (!option.get_default_str().empty()) page += Sentence("Default: " + option.get_default_str());
  if (!option.get_needs().empty()) page += Sentence("Needs " + Names(option.get_needs()));
  if (!option.get_excludes().empty()) page += Sentence("Not together with " + Names(option.get_excludes()));
}

void AppendOptions(const CLI::App& app, std::string& page) {
  for (const CLI::Option* operand : Operands(app)) AppendOption(*operand, page);
  for (const std::string& group : app.get_groups()) {
    if (group.empty()) continue;  // hidden
    const auto options = app.get_options([&](const CLI::Option* option) {
      // --help stands once on the page.
      const bool told_already = app.get_parent() != nullptr && option == app.get_help_ptr();
      return option->get_group() == group && !option->get_positional() && !told_already;
    });
    if (options.empty()) continue;
    if (group != "Options") page += ".PP\n" + RoffText(group + ":");
    for (const CLI::Option* option : options) AppendOption(*option, page);
  }
}

// "errwatch - reads ...", which apropos shows.
void AppendName(const CLI::App& app, std::string& page) {
  std::string purpose = app.get_description();
  if (!purpose.empty()) purpose[0] = ToLower(purpose[0]);
  page += ".SH NAME\n" + app.get_name() + " \\-\n" + RoffText(purpose);
}

void AppendCommand(const CLI::App& command, std::string& page) {
  page += ".SS \"" + RoffTyped(command.get_name()) + "\"\n" + Synopsis(command) + "\n.PP\n" +
          Sentence(command.get_description());
  AppendOptions(command, page);
}

void AppendSection(const ManualSection& section, std::string& page) {
  page += ".SH " + std::string(section.title) + "\n";
  for (const std::string_view paragraph : section.paragraphs) page += RoffText(paragraph);
  for (const ManualEntry& entry : section.entries)
    page += ".TP\n" + Bold(entry.term) + "\n" + Sentence(std::string(entry.text));
}

void AppendExamples(std::string& page) {
  page += ".SH EXAMPLES\n";
  bool first = true;
  for (const ManualExample& example : ManualExamples()) {
    page += (first ? "" : ".PP\n") + RoffText(example.text);
    page += ".PP\n.RS 4\n.nf\n" + RoffTyped(example.command) + "\n.fi\n.RE\n";
    first = false;
  }
}

// What means something to roff, or would be shown as a typographic sign that nobody can type.
std::string_view Escape(char c) {
  switch (c) {
    case '\\':
      return "\\(rs";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    default:
      return {};
  }
}

}  // namespace

std::string RoffTyped(std::string_view text) {
  std::string line = text.starts_with('.') ? "\\&" : "";  // else it would be a request
  for (const char c : text) {
    const std::string_view escaped = Escape(c);
    line += escaped.empty() ? std::string_view(&c, 1) : escaped;
  }
  return line;
}

std::string RoffText(std::string_view text) {
  constexpr std::size_t kLineBytes = 76;
  std::string lines, line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string word = RoffTyped(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && line.size() + 1 + word.size() > kLineBytes) {
      lines += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? lines : lines + line + "\n";
}

std::string ManPage(const CLI::App& app) {
  const auto commands =
      app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
  std::string page = ".\\\" Written by errwatch \\-\\-man. Do not edit.\n";
  page += ".TH ERRWATCH 1 \"" + std::string(kVersionDate) + "\" \"errwatch " + std::string(kVersion) +
          "\" \"mod_errwatch\"\n";
  AppendName(app, page);
  page += ".SH SYNOPSIS\n";
  for (const CLI::App* command : commands) page += Synopsis(*command) + "\n.br\n";
  page += Bold("errwatch") + " " + Bold("--help") + " | " + Bold("--version") + " | " + Bold("--man") + "\n";
  page += ".SH DESCRIPTION\n" + RoffText(kDescription);
  page += ".SH OPTIONS\n";
  AppendOptions(app, page);
  page += ".SH SUBCOMMANDS\n";
  for (const CLI::App* command : commands) AppendCommand(*command, page);
  for (const ManualSection& section : ManualSections()) AppendSection(section, page);
  AppendExamples(page);
  page += ".SH SEE ALSO\n.BR apachectl (8),\n.BR logrotate (8)\n.PP\n";
  return page + RoffText("docs/errwatch.md and docs/mod_errwatch.md of the source.");
}

}  // namespace errwatch::cli

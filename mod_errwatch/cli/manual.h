// What the description of the command line has no place for: how it ends, what it reads, examples. --help
// shows what is needed at once, the manual page all of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace errwatch::cli {

struct ManualEntry {
  std::string_view term;  // as it is typed
  std::string_view text;
};

struct ManualSection {
  std::string_view title;
  std::vector<std::string_view> paragraphs;
  std::vector<ManualEntry> entries;  // after them
};

// INPUT, EXIT STATUS, ENVIRONMENT and FILES.
std::vector<ManualSection> ManualSections();

struct ManualExample {
  std::string_view subcommand;
  std::string_view command;
  std::string_view text;
};

std::vector<ManualExample> ManualExamples();

// Below the options of --help. `subcommand` empty: of the program itself.
std::string HelpFooter(std::string_view subcommand);

}  // namespace errwatch::cli

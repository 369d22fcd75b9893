// A line of a log, whatever stands around it -> its fields. One object a thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "cli/logs/log_form.h"
#include "cli/logs/log_line.h"
#include "cli/logs/structured_line.h"

namespace errwatch::cli {

class LineReader {
 public:
  // Of the log that the lines are from. Without it each line stands for itself.
  void SetForm(const LogForm& form) { form_ = form; }

  // Valid until the next call: views into the line, or into this object where owned() says so.
  LogLine Read(std::string_view line);
  bool owned() const { return owned_; }

  // Counts the lines of a block, as far as the census wants to know of them; before they are read, since they
  // may change the form.
  static void Count(std::string_view block, FormCensus& census);

 private:
  // JSON may lie within JSON, as where a container's httpd writes it.
  static constexpr std::size_t kMostDepth = 2;

  LogLine ReadAny(std::string_view line);
  LogLine Refused(const LogLine& line, std::string_view whole);
  static bool HasNews(std::string_view block, const FormCensus& census, LineReader& reader);

  LogForm form_;
  bool unmarked_ = false;  // takes what only a whole log can tell
  bool owned_ = false;
  std::string plain_;  // without escape sequences
  std::array<StructuredLine, kMostDepth> structured_;
};

}  // namespace errwatch::cli

// A terminal as ncurses knows it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "cli/watch/key.h"
#include "cli/watch/layout.h"

namespace errwatch::cli {

// One at a time. While it lives the terminal is in its hands; afterwards it is as it was.
class TerminalScreen {
 public:
  // Standard input and output must be terminals. The error says why they cannot be used.
  static Result<std::unique_ptr<TerminalScreen>> Open(bool colour);
  ~TerminalScreen();
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  ScreenSize size() const;
  void Draw(const std::vector<ScreenText>& spans);
  // What was pressed and is not read yet; nothing where nothing was. Another size is a key of no meaning.
  std::optional<Key> Read();

 private:
  explicit TerminalScreen(bool colour);
  bool colour_ = false;
  bool utf8_ = false;
};

}  // namespace errwatch::cli

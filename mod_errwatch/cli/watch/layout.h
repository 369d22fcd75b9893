// Where on a screen of any size what a model shows stands. Knows no terminal; every text can be shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/watch/model.h"

namespace errwatch::cli {

enum class Style : uint8_t { kPlain, kBold, kDim, kRed, kAmber, kGreen, kTitle, kSelected };

// Text in one row, cut where it is wider than `columns`. Styles beyond `text` fill the width (kTitle,
// kSelected).
struct ScreenText {
  int row = 0, column = 0, columns = 0;
  std::string text;
  Style style = Style::kPlain;
};

struct ScreenSize {
  int rows = 24, columns = 80;
};

// Of the list or text, in which the model moves.
std::size_t RowsFor(const WatchModel& model, ScreenSize size);

std::vector<ScreenText> LayOut(const WatchModel& model, ScreenSize size);

}  // namespace errwatch::cli

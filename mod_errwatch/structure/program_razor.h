// Expressions of Razor that reach for .NET: @System.IO.File.ReadAllText(..), @{ Process.Start(..); },
// @(System.Environment.MachineName).
// What pages write (@Model.Title, @Html.Raw(x), @{ Layout = ".." }) is passed.
#pragma once

#include <string_view>

namespace errwatch {

bool HasRazor(std::string_view text) noexcept;

}  // namespace errwatch

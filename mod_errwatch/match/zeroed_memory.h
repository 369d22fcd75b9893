// Memory for plain data of which all bytes 0 are a sound value. It is mapped, and nothing writes to it: a
// page of it costs nothing until it is used, so that what is there for the worst case, or for threads that
// hardly ever come, is not paid for. That page the system hands out when it is first touched, without a call.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace errwatch {

// The bytes behind ZeroedArray.
class ZeroedBytes {
 public:
  // False where the memory is the allocator's, all of it there from the beginning: under AddressSanitizer,
  // which then sees what is beyond an end.
  static const bool kComesByPages;

  ZeroedBytes() = default;
  explicit ZeroedBytes(std::size_t bytes);  // throws std::bad_alloc
  ZeroedBytes(ZeroedBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  ZeroedBytes& operator=(ZeroedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~ZeroedBytes();

  void* data() const { return data_; }

 private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

template <typename T>
class ZeroedArray {
  // Then its life begins with the memory, without a constructor that would write to it.
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  ZeroedArray() = default;
  explicit ZeroedArray(std::size_t size) : bytes_(size * sizeof(T)), size_(size) {}

  // Of at least so many, which are 0 if it had fewer. Allocates.
  void GrowTo(std::size_t size) {
    if (size > size_) *this = ZeroedArray(size);
  }

  T* data() const { return static_cast<T*>(bytes_.data()); }
  std::size_t size() const { return size_; }
  T* begin() const { return data(); }
  T* end() const { return data() + size_; }
  T& operator[](std::size_t i) const { return data()[i]; }

 private:
  ZeroedBytes bytes_;
  std::size_t size_ = 0;
};

}  // namespace errwatch

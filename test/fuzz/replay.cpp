// Runs a fuzz target over the files and folders named on the command line: the
// regression test of its corpus, for compilers without libFuzzer.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

void replay(const std::filesystem::path &file) {
  std::ifstream stream{file, std::ios::binary};
  const std::vector<char> bytes{std::istreambuf_iterator<char>{stream}, {}};
  const std::vector<std::uint8_t> input{bytes.begin(), bytes.end()};
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

std::size_t replay_all(const std::filesystem::path &place) {
  if (!std::filesystem::is_directory(place)) return replay(place), 1;
  std::size_t count = 0;
  for (const auto &entry : std::filesystem::recursive_directory_iterator{place})
    if (entry.is_regular_file()) replay(entry.path()), ++count;
  return count;
}

}  // namespace

int main(int argc, char *argv[]) {
  std::size_t count = 0;
  for (int index = 1; index < argc; ++index) count += replay_all(argv[index]);
  std::printf("%zu inputs\n", count);
  return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

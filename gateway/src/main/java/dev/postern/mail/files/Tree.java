package dev.postern.mail.files;

import java.io.IOException;
import java.util.List;

/// Several sources, one behind the other.
record Tree(List<Source> parts) implements Source {
  @Override
  public long size() {
    return parts.stream().mapToLong(Source::size).sum();
  }

  @Override
  public List<String> folders() {
    return parts.stream().flatMap(part -> part.folders().stream()).toList();
  }

  @Override
  public void read(long most, Receiver receiver) throws IOException {
    long before = 0;
    for (Source part : parts) {
      long start = before;
      part.read(most, (found, read) -> receiver.take(found, start + read));
      before += part.size();
    }
  }
}

package dev.postern.cli;

import java.util.ArrayList;
import java.util.List;

/// Lines below lines, drawn with branches.
final class Tree {
  private final String text;
  private final List<Tree> branches = new ArrayList<>();

  Tree(String text) {
    this.text = text;
  }

  /// Adds a line below this one.
  ///
  /// @return the new line
  Tree branch(String line) {
    Tree branch = new Tree(line);
    branches.add(branch);
    return branch;
  }

  @Override
  public String toString() {
    StringBuilder drawn = new StringBuilder(text);
    draw(drawn, "");
    return drawn.toString();
  }

  private void draw(StringBuilder drawn, String before) {
    for (int i = 0; i < branches.size(); i++) {
      Tree branch = branches.get(i);
      boolean last = i == branches.size() - 1;
      drawn.append('\n').append(before).append(last ? "└── " : "├── ").append(branch.text);
      branch.draw(drawn, before + (last ? "    " : "│   "));
    }
  }
}

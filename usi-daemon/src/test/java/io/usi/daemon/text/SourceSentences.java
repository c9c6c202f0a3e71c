package io.usi.daemon.text;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Every sentence that stands in Java sources, as the compiler reads them. */
final class SourceSentences {
    private SourceSentences() {}

    /**
     * A string of at least two words.
     *
     * @param pattern the literals that are joined; <code>{0}</code> and so on for whatever else is joined with them, or is put
     *     in by the logger
     * @param call whose argument it is, such as {@code LOG.warn} or {@code new UsiException}; else the method that it stands in
     */
    record Found(Path file, long line, String pattern, String call) {
        @Override
        public String toString() {
            return file.getFileName() + ":" + line + " " + call + ": " + pattern;
        }

        /** The name of the file's class. */
        String type() {
            return String.valueOf(file.getFileName()).replace(".java", "");
        }
    }

    static List<Found> below(List<Path> folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Found> found = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            task.parse().forEach(unit -> new Scanner(positions, found).scan(unit, null));
        }
        return found;
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final SourcePositions positions;
        private final List<Found> found;

        Scanner(SourcePositions positions, List<Found> found) {
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitBinary(BinaryTree tree, Void unused) {
            List<ExpressionTree> operands = operands(tree);
            if (tree.getKind() != Kind.PLUS || operands.stream().noneMatch(Scanner::isText)) {
                return super.visitBinary(tree, null);
            }
            StringBuilder pattern = new StringBuilder();
            int places = 0;
            boolean afterPlace = false;
            for (ExpressionTree operand : operands) {
                if (isText(operand)) {
                    pattern.append(((LiteralTree) operand).getValue());
                    afterPlace = false;
                } else {
                    if (!afterPlace) {
                        pattern.append('{').append(places++).append('}');
                    }
                    afterPlace = true;
                    scan(operand, null);
                }
            }
            take(tree, pattern.toString());
            return null;
        }

        @Override
        public Void visitLiteral(LiteralTree tree, Void unused) {
            if (tree.getValue() instanceof String text) {
                take(tree, text);
            }
            return null;
        }

        private void take(Tree tree, String pattern) {
            String own = pattern.replaceAll("\\{[0-9]}", "").strip();
            if (pattern.strip().contains(" ") && own.matches("(?s).*[A-Za-z]{2}.*")) {
                CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
                Path file = Path.of(unit.getSourceFile().getName());
                long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
                found.add(new Found(file, line, numbered(pattern), call()));
            }
        }

        private static String numbered(String pattern) {
            String text = pattern;
            for (int place = 0; text.contains("{}"); place++) {
                text = text.replaceFirst("\\{}", "{" + place + "}");
            }
            return text;
        }

        private String call() {
            Tree argument = getCurrentPath().getLeaf();
            for (TreePath path = getCurrentPath().getParentPath(); path != null; path = path.getParentPath()) {
                Tree tree = path.getLeaf();
                if (tree instanceof MethodInvocationTree call
                        && call.getArguments().contains(argument)) {
                    return call.getMethodSelect().toString();
                }
                if (tree instanceof NewClassTree made && made.getArguments().contains(argument)) {
                    return "new " + made.getIdentifier();
                }
                if (tree instanceof MethodTree method) {
                    return method.getName() + "()";
                }
                if (tree instanceof ClassTree type) {
                    return type.getSimpleName().toString();
                }
                argument = tree;
            }
            return "";
        }

        private static boolean isText(ExpressionTree tree) {
            return tree.getKind() == Kind.STRING_LITERAL || tree.getKind() == Kind.CHAR_LITERAL;
        }

        private static List<ExpressionTree> operands(ExpressionTree tree) {
            if (tree instanceof BinaryTree sum && sum.getKind() == Kind.PLUS) {
                List<ExpressionTree> all = new ArrayList<>(operands(sum.getLeftOperand()));
                all.add(sum.getRightOperand());
                return all;
            }
            return List.of(tree);
        }
    }
}

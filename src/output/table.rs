//! Columns as Go's `text/tabwriter` sets them, with the settings of kubectl's printers
//! (`cli-runtime/pkg/printers/tabwriter.go`): at least six wide, three spaces between.

const LEAST: usize = 6;
const PADDING: usize = 3;

/// Aligns lines whose cells end with tabs. A column reaches over neighbouring lines that have a cell in it.
pub fn align(text: &str) -> String {
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|cells| vec![0; cells.len()]).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or_default();
    for column in 0..most {
        let in_column = |line: usize| lines[line].len() > column + 1;
        let mut from = 0;
        while from < lines.len() {
            let to = (from..lines.len()).find(|&line| !in_column(line)).unwrap_or(lines.len());
            let widest = (from..to).map(|line| lines[line][column].chars().count() + PADDING).max();
            for widths in &mut widths[from..to] {
                widths[column] = widest.unwrap_or_default().max(LEAST);
            }
            from = to + 1;
        }
    }
    let mut out = String::new();
    for (cells, widths) in lines.iter().zip(&widths) {
        for (cell, width) in cells.iter().zip(widths) {
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
        }
        out.push('\n');
    }
    out
}

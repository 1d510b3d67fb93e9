"""示例乡镇 demo: 青山镇, its people, its year 2026; built through the real actions."""
